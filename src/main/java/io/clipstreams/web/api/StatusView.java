package io.clipstreams.web.api;

import java.time.Instant;
import java.util.Optional;

/**
 * How the application is.
 *
 * @param model the model
 * @param running whether the stream's tasks run
 * @param ready whether records are processed
 * @param records how many there are
 * @param rate records processed by this instance, per second
 * @param lag records that this instance has not read yet; unknown while nothing runs
 * @param policy how captions are judged
 * @param startedAt when this instance started
 * @param indexing how far the index is behind
 */
public record StatusView(
    ModelView model,
    boolean running,
    boolean ready,
    Records records,
    Rate rate,
    Optional<Long> lag,
    String policy,
    Instant startedAt,
    Indexing indexing) {
  /**
   * Counts in the index.
   *
   * @param images images
   * @param captions captions
   * @param openAlerts alerts that stand
   */
  public record Records(long images, long captions, long openAlerts) {}

  /**
   * Of the last ten seconds.
   *
   * @param images per second
   * @param captions per second
   */
  public record Rate(double images, double captions) {}

  /**
   * The index.
   *
   * @param lag records of the outputs that are not indexed yet; unknown while it cannot be asked
   */
  public record Indexing(Optional<Long> lag) {}
}
