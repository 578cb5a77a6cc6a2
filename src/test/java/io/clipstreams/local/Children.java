package io.clipstreams.local;

import java.util.Set;
import java.util.stream.Collectors;

/** Processes that this one has started, whoever's they are. */
final class Children {
  private Children() {}

  /** Those that have not ended, a registry that other tests share among them. */
  static Set<ProcessHandle> alive() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .collect(Collectors.toSet());
  }
}
