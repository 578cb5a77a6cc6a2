package io.clipstreams.model;

/** Models whose export fixed the number of rows: one row can be fed, more cannot. */
final class FixedBatch {
  private FixedBatch() {}

  static void check(OnnxFile file, OnnxValue input) {
    if (input.size(0).orElse(1) != 1) {
      throw new ModelException(
          "%s: input %s takes exactly %d rows: export the model with a dynamic batch"
              .formatted(file.path(), input, input.size(0).getAsInt()));
    }
  }
}
