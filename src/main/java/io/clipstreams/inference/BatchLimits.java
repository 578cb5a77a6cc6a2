package io.clipstreams.inference;

import java.time.Duration;
import java.util.Objects;

/**
 * When a batch is closed.
 *
 * @param images most images in a batch
 * @param textTokens most tokens in a batch of texts, padding included; a single text may have more
 * @param linger how long an image that is ready waits for others that are still being prepared
 * @param preparers threads that decode and preprocess images
 * @param modelCores cores that a run of the model takes, during which no image is prepared on them;
 *     0 if the model runs elsewhere
 */
public record BatchLimits(
    int images, int textTokens, Duration linger, int preparers, int modelCores) {
  public BatchLimits {
    requirePositive("images", images);
    requirePositive("textTokens", textTokens);
    requirePositive("preparers", preparers);
    Objects.requireNonNull(linger, "linger");
    if (modelCores < 0) {
      throw new IllegalArgumentException("modelCores must be at least 0, not " + modelCores);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
