package io.clipstreams.inference;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the inference room counts. Times are histograms. Its gauges go when it is closed. */
final class InferenceMeters implements AutoCloseable {
  private final MeterRegistry meters;
  private final List<Meter> gauges = new ArrayList<>();
  private final Kind images;
  private final Kind texts;
  private final Timer decode;

  InferenceMeters(MeterRegistry meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
    images = new Kind(meters, "image");
    texts = new Kind(meters, "text");
    decode =
        Timer.builder("clip.decode")
            .description("Time to decode and preprocess an image")
            .publishPercentileHistogram()
            .register(meters);
  }

  /** Gauges of what waits. */
  void watch(BatchQueue queue) {
    gauges.add(
        Gauge.builder("clip.inference.queue", queue, BatchQueue::depth)
            .description("Images and texts that are ready and wait for the model")
            .register(meters));
    gauges.add(
        Gauge.builder("clip.decode.queue", queue, BatchQueue::beingPrepared)
            .description("Images that are decoded and preprocessed, or wait for it")
            .register(meters));
  }

  /** Another encoder may count in the same place afterwards. */
  @Override
  public void close() {
    gauges.forEach(meters::remove);
    gauges.clear();
  }

  Timer decode() {
    return decode;
  }

  Kind of(BatchQueue.Batch batch) {
    return batch instanceof BatchQueue.Images ? images : texts;
  }

  /** Of images or of texts. */
  static final class Kind {
    private final DistributionSummary size;
    private final Timer wait;
    private final Timer run;

    private Kind(MeterRegistry meters, String kind) {
      size =
          DistributionSummary.builder("clip.inference.batch.size")
              .description("Images or texts in a batch")
              .tag("kind", kind)
              .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
              .register(meters);
      wait = timer(meters, "clip.inference.wait", kind, "Time the oldest of a batch waited");
      run = timer(meters, "clip.inference.run", kind, "Time the model took for a batch");
    }

    private static Timer timer(MeterRegistry meters, String name, String kind, String what) {
      return Timer.builder(name)
          .description(what)
          .tag("kind", kind)
          .publishPercentileHistogram()
          .register(meters);
    }

    void ran(int rows, long waitedNanos, long tookNanos) {
      size.record(rows);
      wait.record(Duration.ofNanos(waitedNanos));
      run.record(Duration.ofNanos(tookNanos));
    }
  }
}
