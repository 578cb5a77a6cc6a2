package io.clipstreams.model;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.util.List;

/**
 * The embeddings of a batch, row by row as the batch was given. A row that failed harms none of its
 * neighbours.
 */
public final class Embeddings {
  private final List<Row> rows;

  Embeddings(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** What became of one row. */
  sealed interface Row permits Vector, Failed {}

  /** What the model gave, unchecked. */
  record Vector(float[] values) implements Row {}

  /** The model threw. */
  record Failed(String message, Throwable cause) implements Row {}

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  Row unchecked(int index) {
    return rows.get(index);
  }

  /**
   * The embedding of one row as the model gives it, not normalised.
   *
   * @return finite numbers, not all of them zero
   * @throws ProcessingException INFERENCE_FAILED if the model threw, or gave zeros, infinities or
   *     NaN
   */
  public float[] row(int index) throws ProcessingException {
    Row row = rows.get(index);
    if (row instanceof Failed failed) {
      throw new ProcessingException(FailureCode.INFERENCE_FAILED, failed.message(), failed.cause());
    }
    float[] values = ((Vector) row).values();
    boolean zero = true;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ProcessingException(
            FailureCode.INFERENCE_FAILED,
            "number %d of the model's %d is %s: half-precision models overflow; use a float32 export"
                .formatted(i, values.length, values[i]));
      }
      zero &= values[i] == 0;
    }
    if (zero) {
      throw new ProcessingException(
          FailureCode.INFERENCE_FAILED,
          "all %d numbers that the model gave are zero: such a vector has no direction to compare"
              .formatted(values.length));
    }
    return values;
  }
}
