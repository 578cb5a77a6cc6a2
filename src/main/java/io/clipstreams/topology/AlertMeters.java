package io.clipstreams.topology;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what alerts do. A transaction that is aborted and repeated counts twice: they are for
 * watching rates, not for books.
 */
final class AlertMeters {
  private final Map<AlertReason, Counter> raised = new EnumMap<>(AlertReason.class);
  private final Map<AlertResolution, Counter> resolved = new EnumMap<>(AlertResolution.class);

  /** All are there from the beginning, so that a rate is known of those that have not come yet. */
  AlertMeters(MeterRegistry meters) {
    for (AlertReason reason : AlertReason.values()) {
      raised.put(
          reason,
          Counter.builder("clip.alerts.raised")
              .description("Alerts raised")
              .tag("reason", reason.name())
              .register(meters));
    }
    for (AlertResolution resolution : AlertResolution.values()) {
      resolved.put(
          resolution,
          Counter.builder("clip.alerts.resolved")
              .description("Alerts resolved")
              .tag("resolution", resolution.name())
              .register(meters));
    }
  }

  /** Shows how many alerts stand, of all captions, whichever instance has raised them. */
  static void watch(MeterRegistry meters, Number standing) {
    Gauge.builder("clip.alerts.open", standing, Number::doubleValue)
        .description("Alerts that stand, of all instances")
        .strongReference(true)
        .register(meters);
  }

  void raised(AlertReason reason) {
    raised.get(reason).increment();
  }

  void resolved(AlertResolution resolution) {
    resolved.get(resolution).increment();
  }
}
