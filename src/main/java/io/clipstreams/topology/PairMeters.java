package io.clipstreams.topology;

import io.clipstreams.scoring.DriftWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** What can be watched of the pairs that a task judges. Its gauges go when it is closed. */
final class PairMeters implements AutoCloseable {
  private static final List<Double> QUANTILES = List.of(0.05, 0.5, 0.95);

  private final MeterRegistry meters;
  private final String partition;
  private final List<Meter> own = new ArrayList<>();

  /**
   * @param meters where they are shown
   * @param partition the task's
   */
  PairMeters(MeterRegistry meters, int partition) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.partition = Integer.toString(partition);
  }

  /** Shows where the cosines of recent pairs are. */
  void watch(DriftWatch pairs) {
    gauge(
        "clip.pairs.similarity.mean",
        "Mean cosine of the pairs judged last",
        pairs,
        DriftWatch::mean);
    for (double share : QUANTILES) {
      own.add(
          Gauge.builder("clip.pairs.similarity", pairs, watch -> watch.quantile(share))
              .description("Quantiles of the cosines of the pairs judged last")
              .tag("partition", partition)
              .tag("quantile", Double.toString(share))
              .register(meters));
    }
    gauge(
        "clip.pairs.drifted",
        "1 while that mean is outside of where the calibration's right pairs were",
        pairs,
        watch -> watch.isOutside() ? 1 : 0);
  }

  /**
   * Shows how many recent pairs others are judged by.
   *
   * @param most how many there may be
   * @return to be told how many there are
   */
  AtomicInteger watchFill(int most) {
    AtomicInteger fill = new AtomicInteger();
    gauge("clip.recent.pairs", "Recent pairs that others are judged by", fill, Number::doubleValue);
    gauge("clip.recent.pairs.max", "How many there may be", fill, ignored -> most);
    return fill;
  }

  private <T> void gauge(String name, String description, T watched, ToDoubleFunction<T> value) {
    own.add(
        Gauge.builder(name, watched, value)
            .description(description)
            .tag("partition", partition)
            .strongReference(true)
            .register(meters));
  }

  @Override
  public void close() {
    own.forEach(meters::remove);
    own.clear();
  }
}
