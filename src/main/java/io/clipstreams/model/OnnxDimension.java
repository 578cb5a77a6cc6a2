package io.clipstreams.model;

import java.util.OptionalInt;

/**
 * One dimension of an ONNX input or output.
 *
 * @param size the fixed size, or empty where it differs from run to run
 * @param name the name of a size that is not fixed, such as {@code batch_size}; may be empty
 */
public record OnnxDimension(OptionalInt size, String name) {
  static OnnxDimension fixed(int size) {
    return new OnnxDimension(OptionalInt.of(size), "");
  }

  static OnnxDimension named(String name) {
    return new OnnxDimension(OptionalInt.empty(), name);
  }

  @Override
  public String toString() {
    if (size.isPresent()) {
      return Integer.toString(size.getAsInt());
    }
    return name.isEmpty() ? "?" : name;
  }
}
