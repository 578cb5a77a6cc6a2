package io.clipstreams.bench;

import java.util.Map;
import java.util.TreeMap;

/** What it is measured on. */
final class Machine {
  private Machine() {}

  /** These settings, and the machine's. */
  static Map<String, String> settings(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    all.put("architecture", System.getProperty("os.arch"));
    all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    all.put("java", System.getProperty("java.vm.version"));
    return all;
  }
}
