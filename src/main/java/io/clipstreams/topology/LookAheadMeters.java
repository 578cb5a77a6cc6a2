package io.clipstreams.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the records of one topic that were read before their turn, or were not. */
final class LookAheadMeters {
  private final MeterRegistry meters;
  private final String topic;
  private final Counter hits;
  private final Counter misses;
  private final Counter skips;
  private final Counter evictions;

  LookAheadMeters(MeterRegistry meters, String topic) {
    this.meters = meters;
    this.topic = topic;
    hits = counter("hit");
    misses = counter("miss");
    skips = counter("skipped");
    evictions = counter("evicted");
  }

  private Counter counter(String result) {
    return Counter.builder("clip.lookahead.records")
        .description(
            "Records read before their turn (hit), only then (miss), of these for want of room"
                + " (skipped), or read in vain (evicted)")
        .tag("topic", topic)
        .tag("result", result)
        .register(meters);
  }

  void watch(Number records, Number bytes) {
    Gauge.builder("clip.lookahead.pending", records, Number::doubleValue)
        .description("Records under way before their turn")
        .tag("topic", topic)
        .register(meters);
    Gauge.builder("clip.lookahead.pending.bytes", bytes, Number::doubleValue)
        .description("Raw bytes of the records under way before their turn")
        .baseUnit("bytes")
        .tag("topic", topic)
        .register(meters);
  }

  void hit() {
    hits.increment();
  }

  void missed() {
    misses.increment();
  }

  void skipped() {
    skips.increment();
  }

  void evicted() {
    evictions.increment();
  }
}
