package io.clipstreams.app;

import io.clipstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What can be watched beside the records themselves: Kafka Streams and its clients, the model, the
 * process.
 */
final class ApplicationMeters implements AutoCloseable {
  /** Metrics of tasks come and go with their partitions. */
  private static final Duration REFRESH = Duration.ofSeconds(15);

  private final MeterRegistry meters;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kafka-metrics");
            thread.setDaemon(true);
            return thread;
          });
  private final KafkaStreamsMetrics kafka;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  ApplicationMeters(MeterRegistry meters, KafkaStreams streams) {
    this.meters = meters;
    this.kafka = new KafkaStreamsMetrics(streams, List.of(), refresher, REFRESH);
    kafka.bindTo(meters);
    collections.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
  }

  /** Which model embeds: always 1, what matters are the tags. */
  void model(ModelIdentity model) {
    Gauge.builder("clip.model.info", () -> 1)
        .description("The model that embeds")
        .tag("model", model.name())
        .tag("revision", model.revision())
        .register(meters);
  }

  /** A condition: 1 while it holds, else 0. */
  void condition(String name, String description, BooleanSupplier holds) {
    Gauge.builder(name, () -> holds.getAsBoolean() ? 1 : 0)
        .description(description)
        .register(meters);
  }

  /** What becomes of the alerts that are posted. */
  void webhook(AlertCourier courier) {
    posted(courier, "delivered", AlertCourier::delivered);
    posted(courier, "given-up", AlertCourier::givenUp);
  }

  private void posted(AlertCourier courier, String result, ToDoubleFunction<AlertCourier> count) {
    FunctionCounter.builder("clip.webhook.alerts", courier, count)
        .description("Alerts' transitions that the webhook took, or that were given up")
        .tag("result", result)
        .register(meters);
  }

  @Override
  public void close() {
    kafka.close();
    collections.close();
    refresher.shutdownNow();
  }
}
