package io.clipstreams.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** How many records a topic's intake has taken per second, over the last ten seconds. */
final class RecentRates implements AutoCloseable {
  private static final int SECONDS = 10;

  private final MeterRegistry meters;
  private final String images;
  private final String captions;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "http-rates");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param meters count records by topic
   * @param images the topic of images
   * @param captions the topic of captions
   */
  RecentRates(MeterRegistry meters, String images, String captions) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.images = Objects.requireNonNull(images, "images");
    this.captions = Objects.requireNonNull(captions, "captions");
  }

  /** Per second. */
  record Rate(double images, double captions) {}

  private record Sample(long nanos, double images, double captions) {}

  void start() {
    clock.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.SECONDS);
  }

  private synchronized void sample() {
    samples.addLast(now());
    if (samples.size() > SECONDS) {
      samples.removeFirst();
    }
  }

  private Sample now() {
    return new Sample(System.nanoTime(), count(images), count(captions));
  }

  private double count(String topic) {
    return meters.find("clip.records").tag("topic", topic).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  synchronized Rate rate() {
    Sample now = now();
    Sample then = samples.isEmpty() ? now : samples.getFirst();
    double seconds = (now.nanos - then.nanos) / 1e9;
    return seconds < 0.5
        ? new Rate(0, 0)
        : new Rate((now.images - then.images) / seconds, (now.captions - then.captions) / seconds);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
