package io.clipstreams.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a model is asked to run on ({@code clip.device}). */
public sealed interface Device {
  /** The setting. */
  String KEY = "clip.device";

  /** CUDA where it works, else the CPU. */
  record Auto() implements Device {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /** The CPU. */
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * An NVIDIA GPU, and nothing else.
   *
   * @param index as CUDA counts them, from 0
   */
  record Cuda(int index) implements Device {
    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }

  /**
   * Reads the setting.
   *
   * @param value {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
   * @throws IllegalArgumentException if it is something else
   */
  static Device parse(String value) {
    String device = value.strip().toLowerCase(Locale.ROOT);
    if (device.equals("auto")) {
      return new Auto();
    }
    if (device.equals("cpu")) {
      return new Cpu();
    }
    Matcher cuda = Pattern.compile("cuda(?::(\\d{1,3}))?").matcher(device);
    if (!cuda.matches()) {
      throw new IllegalArgumentException(
          "%s is '%s', neither auto, cpu, cuda nor cuda:n".formatted(KEY, value));
    }
    return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
  }
}
