package io.clipstreams.app;

import io.clipstreams.inference.Encoder;
import io.clipstreams.topology.ModelIdentity;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A model that is ready to embed.
 *
 * @param identity which it is
 * @param encoder embeds; closed with this
 * @param mismatchThreshold the cosine below which a pair is a mismatch, by the model's calibration
 */
public record EmbeddingModel(
    ModelIdentity identity, Encoder encoder, OptionalDouble mismatchThreshold)
    implements AutoCloseable {
  public EmbeddingModel {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(mismatchThreshold, "mismatchThreshold");
  }

  @Override
  public void close() {
    encoder.close();
  }
}
