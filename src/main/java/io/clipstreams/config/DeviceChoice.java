package io.clipstreams.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the model shall run on.
 *
 * @param kind automatic, CPU or CUDA
 * @param index which of the GPUs, from 0; 0 for the others
 */
public record DeviceChoice(Kind kind, int index) {
  /** The kinds of device. */
  public enum Kind {
    /** A GPU if one is usable, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** An NVIDIA GPU or nothing. */
    CUDA
  }

  private static final Pattern TEXT = Pattern.compile("auto|cpu|cuda(:\\d{1,3})?");

  static boolean isValid(String text) {
    return TEXT.matcher(text).matches();
  }

  /**
   * Reads {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static DeviceChoice parse(String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException("'" + text + "' is not auto, cpu, cuda or cuda:N");
    }
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    int index = colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
    return new DeviceChoice(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), index);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    String word = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.CUDA ? word + ":" + index : word;
  }
}
