package io.clipstreams.index.feed;

import io.clipstreams.index.IndexCounts;
import io.clipstreams.index.SearchIndex;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What can be watched of the index: {@code clip.index.*}. */
final class FollowerMeters implements AutoCloseable {
  private final MeterRegistry meters;
  private final Map<RecordOutcome, Counter> records = new EnumMap<>(RecordOutcome.class);
  private final List<Meter> gauges = new ArrayList<>();

  FollowerMeters(MeterRegistry meters, SearchIndex index, Supplier<OptionalLong> lag) {
    this.meters = meters;
    for (RecordOutcome outcome : RecordOutcome.values()) {
      records.put(
          outcome,
          Counter.builder("clip.index.records")
              .description("Records of the outputs, by what became of them in the index")
              .tag("result", outcome.tag())
              .register(meters));
    }
    documents(index, "images", IndexCounts::images);
    documents(index, "captions", IndexCounts::captions);
    documents(index, "alerts", counts -> counts.raisedAlerts() + counts.resolvedAlerts());
    gauges.add(
        Gauge.builder("clip.index.lag", () -> lagOrNan(lag.get()))
            .description("Records of the outputs that the index has not read; NaN if not known")
            .register(meters));
  }

  private static double lagOrNan(OptionalLong lag) {
    return lag.isPresent() ? lag.getAsLong() : Double.NaN;
  }

  private void documents(SearchIndex index, String kind, ToLongFunction<IndexCounts> count) {
    gauges.add(
        Gauge.builder("clip.index.documents", () -> count.applyAsLong(index.counts()))
            .description("What the index holds")
            .tag("kind", kind)
            .register(meters));
  }

  void count(RecordOutcome outcome) {
    records.get(outcome).increment();
  }

  /** The index that they ask is closed soon. */
  @Override
  public void close() {
    gauges.forEach(meters::remove);
  }
}
