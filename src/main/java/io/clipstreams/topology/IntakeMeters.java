package io.clipstreams.topology;

import io.clipstreams.failure.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;

/** Counts what became of the records of the input topics. */
final class IntakeMeters {
  private final MeterRegistry meters;

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

  private Counter records(String topic, String outcome) {
    return Counter.builder("clip.records")
        .description("Records of the input topics, by what became of them")
        .tag("topic", topic)
        .tag("outcome", outcome)
        .register(meters);
  }
}
