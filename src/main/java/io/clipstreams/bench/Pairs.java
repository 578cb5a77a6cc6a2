package io.clipstreams.bench;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.scoring.Vectors;

/** What cosines a model gives pictures and captions that have nothing to do with each other. */
final class Pairs {
  private static final int PAIRS = 20;

  private final Encoder encoder;
  private final Numbers numbers;

  Pairs(Encoder encoder, Numbers numbers) {
    this.encoder = encoder;
    this.numbers = numbers;
  }

  /** A tenth of the pairs lie below it or at it. */
  double lowestTenth(Subject subject) {
    int first = numbers.take(PAIRS);
    double[] cosines = new double[PAIRS];
    try {
      for (int i = 0; i < PAIRS; i++) {
        cosines[i] =
            Vectors.cosine(
                encoder.encodeImage(subject.files().apply(first + i)).vector(),
                encoder.encodeText(subject.texts().apply(first + i)).vector());
      }
    } catch (ProcessingException e) {
      throw new BenchException("a generated record cannot be embedded: " + e.getMessage(), e);
    }
    return Statistics.percentile(0.1, cosines);
  }
}
