package io.clipstreams.topology;

import io.clipstreams.failure.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts what became of the records of the input topics. */
final class IntakeMeters {
  private final MeterRegistry meters;
  private final Map<String, Timer> latencies = new ConcurrentHashMap<>();

  IntakeMeters(MeterRegistry meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
  }

  void processed(String topic) {
    records(topic, "processed").increment();
  }

  void deleted(String topic) {
    records(topic, "deleted").increment();
  }

  void deadLettered(String topic, FailureCode code) {
    records(topic, "dead-lettered").increment();
    Counter.builder("clip.dead.letters")
        .description("Records that got a dead letter")
        .tag("topic", topic)
        .tag("code", code.name())
        .register(meters)
        .increment();
  }

  /** From when a record was first seen until it was processed, whatever became of it. */
  void took(String topic, long nanos) {
    latencies
        .computeIfAbsent(
            topic,
            name ->
                Timer.builder("clip.record.latency")
                    .description(
                        "Time from when a record was read from Kafka, or from its turn where it was not"
                            + " read before, until it was processed")
                    .tag("topic", name)
                    .publishPercentileHistogram()
                    .register(meters))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter records(String topic, String outcome) {
    return Counter.builder("clip.records")
        .description("Records of the input topics, by what became of them")
        .tag("topic", topic)
        .tag("outcome", outcome)
        .register(meters);
  }
}
