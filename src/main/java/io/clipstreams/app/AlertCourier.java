package io.clipstreams.app;

import io.clipstreams.MismatchAlert;
import io.clipstreams.client.AvroJson;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.AlertsConfig;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.serde.EventReader;
import io.clipstreams.serde.RegistryPatience;
import io.clipstreams.topology.EventSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the alerts' transitions from their topic to the webhook: a consumer apart, so that a slow
 * receiver never holds up the stream. Each is delivered at least once, in the order of its
 * caption's transitions, or given up after some attempts.
 */
final class AlertCourier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertCourier.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration MOMENT = Duration.ofMillis(1_500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final EventReader<MismatchAlert> reader;
  private final Webhook webhook;
  private final Thread thread;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong givenUp = new AtomicLong();
  private final AtomicReference<Consumer<byte[], byte[]>> polled = new AtomicReference<>();
  private volatile boolean stopped;

  AlertCourier(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      EventReader<MismatchAlert> reader,
      Webhook webhook) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.consumers = Objects.requireNonNull(consumers, "consumers");
    this.reader = Objects.requireNonNull(reader, "reader");
    this.webhook = Objects.requireNonNull(webhook, "webhook");
    this.thread = new Thread(this::run, "alert-webhook");
    thread.setDaemon(true);
  }

  /** The configured courier, if there is a webhook. */
  static Optional<AlertCourier> of(ClipConfig config, EventSerdes serdes) {
    AlertsConfig alerts = config.alerts();
    return alerts
        .webhookUrl()
        .map(
            url -> {
              Webhook webhook =
                  new Webhook(
                      url,
                      alerts.webhookToken(),
                      alerts.webhookTimeout(),
                      alerts.webhookAttempts());
              String group = config.applicationId() + "-alert-webhook";
              Duration patience = webhook.longest().plusMinutes(1);
              return new AlertCourier(
                  config.topics().names().mismatchAlerts(),
                  () -> new KafkaClients(config).consumer(group, patience),
                  serdes.reader(MismatchAlert.class),
                  webhook);
            });
  }

  void start() {
    LOG.info("Alerts are posted to {}", webhook.shown());
    thread.start();
  }

  /** How many transitions were delivered. */
  long delivered() {
    return delivered.get();
  }

  /** How many transitions were given up. */
  long givenUp() {
    return givenUp.get();
  }

  private void run() {
    while (!stopped) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        polled.set(consumer);
        consumer.subscribe(List.of(topic));
        deliver(consumer);
      } catch (InterruptedException | WakeupException | RegistryPatience.StoppedException end) {
        LOG.debug("The alert webhook ends", end);
        return;
      } catch (KafkaException failure) {
        LOG.warn(
            "Alerts for {} cannot be read; trying again in {} s",
            webhook.shown(),
            PAUSE_AFTER_FAILURE.toSeconds(),
            failure);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Consumer<byte[], byte[]> consumer) throws InterruptedException {
    while (!stopped) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        deliver(record);
        consumer.commitSync(
            Map.of(
                new TopicPartition(record.topic(), record.partition()),
                new OffsetAndMetadata(record.offset() + 1)));
      }
    }
  }

  private void deliver(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    if (record.value() == null) {
      // A forgotten alert: it was resolved long ago.
      return;
    }
    byte[] json;
    try {
      MismatchAlert alert = reader.read(record.topic(), record.headers(), record.value());
      json = AvroJson.of(alert).toString().getBytes(StandardCharsets.UTF_8);
    } catch (ProcessingException unreadable) {
      giveUp(record, unreadable.getMessage());
      return;
    }
    String id = "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
    Webhook.Outcome outcome = webhook.post(id, json);
    if (outcome instanceof Webhook.Outcome.GivenUp failure) {
      giveUp(record, failure.lastAnswer() + ", " + failure.attempts() + " attempts");
    } else {
      delivered.incrementAndGet();
    }
  }

  private void giveUp(ConsumerRecord<byte[], byte[]> record, String why) {
    givenUp.incrementAndGet();
    LOG.warn(
        "The alert of caption '{}' (partition {}, offset {}) was not delivered to {}: {}",
        new String(record.key(), StandardCharsets.UTF_8),
        record.partition(),
        record.offset(),
        webhook.shown(),
        why);
  }

  /** Ends; a post that takes longer than a moment is interrupted, and made again next time. */
  @Override
  public void close() {
    stopped = true;
    Optional.ofNullable(polled.get()).ifPresent(Consumer::wakeup);
    try {
      thread.join(MOMENT.toMillis());
      thread.interrupt();
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    reader.close();
  }
}
