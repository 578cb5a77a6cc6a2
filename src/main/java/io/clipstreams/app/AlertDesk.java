package io.clipstreams.app;

import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.topology.TopologySettings;
import io.clipstreams.topology.state.AlertDecision;
import io.clipstreams.web.api.AlertRoutes.Acceptance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes people's decisions about alerts to the stream. A decision names the versions that the alert
 * was raised on. It is written to every partition of an internal topic, since only the task that
 * holds the caption knows that it does; to the others it means nothing.
 */
public final class AlertDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDesk.class);
  private static final int SMALL_RECORD = 1 << 20;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final String alertsTopic;
  private final String decisionsTopic;
  private final Function<String, Optional<byte[]>> alerts;
  private final Deserializer<Object> deserializer;
  private final Producer<String, byte[]> producer;
  private final Duration patience;

  private AlertDesk(
      String alertsTopic,
      String decisionsTopic,
      Function<String, Optional<byte[]>> alerts,
      Deserializer<Object> deserializer,
      Producer<String, byte[]> producer,
      Duration patience) {
    this.alertsTopic = Objects.requireNonNull(alertsTopic, "alertsTopic");
    this.decisionsTopic = Objects.requireNonNull(decisionsTopic, "decisionsTopic");
    this.alerts = Objects.requireNonNull(alerts, "alerts");
    this.deserializer = Objects.requireNonNull(deserializer, "deserializer");
    this.producer = Objects.requireNonNull(producer, "producer");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  static AlertDesk open(ClipConfig config, Application application) {
    Duration patience = config.http().kafkaTimeout();
    return new AlertDesk(
        config.topics().names().mismatchAlerts(),
        TopologySettings.alertDecisionsTopic(config.applicationId()),
        application::alert,
        application.serdes().deserializer(),
        new KafkaClients(config).promptProducer(SMALL_RECORD, patience),
        patience);
  }

  /** Accepts what the caption's alert was raised on, if one stands. */
  public Acceptance accept(String captionId) {
    Optional<MismatchAlert> alert;
    try {
      alert = find(captionId);
    } catch (RuntimeException notNow) {
      // The stream is rebalancing or starting, or the registry is away: each in its own exception.
      LOG.warn("The alert of caption '{}' cannot be looked up now", captionId, notNow);
      return Acceptance.UNAVAILABLE;
    }
    if (alert.isEmpty()) {
      return Acceptance.NO_OPEN_ALERT;
    }
    if (alert.get().getState() == AlertState.RAISED) {
      return record(captionId, decision(alert.get()));
    }
    return alert.get().getResolution() == AlertResolution.ACCEPTED
        ? Acceptance.ALREADY_ACCEPTED
        : Acceptance.NO_OPEN_ALERT;
  }

  private Optional<MismatchAlert> find(String captionId) {
    Optional<byte[]> found = alerts.apply(captionId);
    // A deserializer is not said to be safe for several threads.
    synchronized (deserializer) {
      return found.map(bytes -> (MismatchAlert) deserializer.deserialize(alertsTopic, bytes));
    }
  }

  private static AlertDecision decision(MismatchAlert alert) {
    return AlertDecision.accepting(
        alert.getImageId(), alert.getText(), Optional.ofNullable(alert.getImageVersion()));
  }

  private Acceptance record(String captionId, AlertDecision decision) {
    byte[] value = AlertDecision.SERDE.serializer().serialize(decisionsTopic, decision);
    try {
      List<Future<RecordMetadata>> answers = new ArrayList<>();
      for (PartitionInfo place : producer.partitionsFor(decisionsTopic)) {
        answers.add(
            producer.send(
                new ProducerRecord<>(decisionsTopic, place.partition(), captionId, value)));
      }
      for (Future<RecordMetadata> answer : answers) {
        answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
      return Acceptance.RECORDED;
    } catch (ExecutionException | TimeoutException | KafkaException failure) {
      LOG.warn("The decision about caption '{}' was not written down", captionId, failure);
      return Acceptance.UNAVAILABLE;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Acceptance.UNAVAILABLE;
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
    deserializer.close();
  }
}
