package io.clipstreams.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An input or output of an ONNX model, as its file declares it.
 *
 * @param name as the graph names it
 * @param type the element type, such as {@code float32} or {@code int64}
 * @param shape the dimensions, or empty where the file does not even tell their number
 */
public record OnnxValue(String name, String type, Optional<List<OnnxDimension>> shape) {
  /** Whether the number of dimensions is this, or not told. */
  boolean mayHaveRank(int rank) {
    return shape.isEmpty() || shape.get().size() == rank;
  }

  /** The fixed size of a dimension, if the file fixes it. */
  OptionalInt size(int dimension) {
    if (shape.isEmpty() || dimension >= shape.get().size()) {
      return OptionalInt.empty();
    }
    return shape.get().get(dimension).size();
  }

  @Override
  public String toString() {
    return name + " " + type + " " + shape.map(Object::toString).orElse("[...]");
  }
}
