package io.clipstreams.model;

import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.List;

/** Runs a batch; if it fails as a whole, runs its rows alone, so that the good ones survive. */
final class RowByRow {
  private RowByRow() {}

  /** Embeds some rows of a batch. */
  interface Run {
    List<float[]> run(int first, int rows) throws TranslateException;
  }

  static Embeddings embed(int count, boolean oneByOne, Run run) {
    if (!oneByOne && count > 1) {
      try {
        return new Embeddings(
            run.run(0, count).stream().<Embeddings.Row>map(Embeddings.Vector::new).toList());
      } catch (TranslateException e) {
        // The rows tell, one by one, which of them it was.
        return eachAlone(count, run);
      }
    }
    return eachAlone(count, run);
  }

  private static Embeddings eachAlone(int count, Run run) {
    List<Embeddings.Row> rows = new ArrayList<>(count);
    for (int row = 0; row < count; row++) {
      rows.add(alone(row, run));
    }
    return new Embeddings(rows);
  }

  private static Embeddings.Row alone(int row, Run run) {
    try {
      return new Embeddings.Vector(run.run(row, 1).get(0));
    } catch (TranslateException e) {
      return new Embeddings.Failed("the model failed: " + ModelException.firstLine(e), e);
    }
  }
}
