package io.clipstreams.app;

import io.clipstreams.client.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds an application id to one model revision, since vectors of two models must not be compared.
 * The revision is the first record of an internal topic: of instances that start together, one
 * comes first and decides for all.
 */
final class ModelRevisionGuard {
  private static final int SMALL_RECORD = 1 << 20;
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final String applicationId;
  private final TopicPartition place;

  /**
   * A guard.
   *
   * @param clients how to reach Kafka
   * @param applicationId the application's id
   * @param topic the internal topic; it exists, and keeps its records for ever
   */
  ModelRevisionGuard(KafkaClients clients, String applicationId, String topic) {
    this.clients = Objects.requireNonNull(clients, "clients");
    this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
    this.place = new TopicPartition(topic, 0);
  }

  /**
   * Makes sure that the application runs, and ran, with this revision alone.
   *
   * @throws StartRefusedException if it ran with another
   */
  void require(String modelName, String revision) {
    Optional<String> first = firstRevision();
    if (first.isEmpty()) {
      write(revision);
      first = firstRevision();
    }
    String known =
        first.orElseThrow(
            () -> new StartRefusedException("the record just written to " + place + " is gone"));
    if (!known.equals(revision)) {
      throw new StartRefusedException(
          ("application.id '%s' runs with model revision %s; the model '%s' configured now has revision"
                  + " %s, and vectors of two models cannot be compared. Configure the old model again, or"
                  + " set a new application.id and a new clip.topic.prefix.out: the inputs are shared, and"
                  + " everything is embedded anew")
              .formatted(applicationId, known, modelName, revision));
    }
  }

  private Optional<String> firstRevision() {
    try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long end = consumer.endOffsets(List.of(place)).get(place);
      while (consumer.position(place) < end) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL).records(place)) {
          return Optional.of(new String(found.value(), StandardCharsets.UTF_8));
        }
      }
      return Optional.empty();
    }
  }

  private void write(String revision) {
    try (Producer<String, byte[]> producer = clients.producer(SMALL_RECORD)) {
      producer
          .send(
              new ProducerRecord<>(
                  place.topic(),
                  place.partition(),
                  null,
                  revision.getBytes(StandardCharsets.UTF_8)))
          .get();
    } catch (ExecutionException failure) {
      throw new StartRefusedException(
          "the model revision could not be written to " + place + ": " + failure.getCause(),
          failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartRefusedException("interrupted while starting", interrupted);
    }
  }
}
