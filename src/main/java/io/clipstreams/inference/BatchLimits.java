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
 * @param runs how many batches the model runs at once
 * @param runCores cores that each of them takes, during which no image is prepared on them; 0 if
 *     the model runs elsewhere
 */
public record BatchLimits(
    int images, int textTokens, Duration linger, int preparers, int runs, int runCores) {
  public BatchLimits {
    requirePositive("images", images);
    requirePositive("textTokens", textTokens);
    requirePositive("preparers", preparers);
    requirePositive("runs", runs);
    Objects.requireNonNull(linger, "linger");
    if (runCores < 0) {
      throw new IllegalArgumentException("runCores must be at least 0, not " + runCores);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
