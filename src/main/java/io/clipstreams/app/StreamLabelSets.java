package io.clipstreams.app;

import io.clipstreams.LabelSet;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.HttpConfig;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.serde.SerdeFailure;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.api.LabelSets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** The stream's label sets: seen in its store, changed by records of the input. */
final class StreamLabelSets implements LabelSets, AutoCloseable {
  private static final int LARGEST_RECORD = 16 << 20;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final String topic;
  private final Supplier<Map<String, LabelSetDefinition>> accepted;
  private final Serializer<Object> serializer;
  private final Producer<String, byte[]> producer;
  private final Duration patience;

  StreamLabelSets(
      String topic,
      Supplier<Map<String, LabelSetDefinition>> accepted,
      Serializer<Object> serializer,
      Producer<String, byte[]> producer,
      Duration patience) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.accepted = Objects.requireNonNull(accepted, "accepted");
    this.serializer = Objects.requireNonNull(serializer, "serializer");
    this.producer = Objects.requireNonNull(producer, "producer");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  static StreamLabelSets open(ClipConfig config, Application application) {
    Duration patience = config.http().kafkaTimeout();
    return new StreamLabelSets(
        config.topics().names().labelSets(),
        application::labelSets,
        application.serdes().serializer(),
        new KafkaClients(config).promptProducer(LARGEST_RECORD, patience),
        patience);
  }

  @Override
  public Map<String, LabelSetDefinition> all() {
    try {
      return accepted.get();
    } catch (InvalidStateStoreException | IllegalStateException notNow) {
      throw ProblemException.unavailable(
          "the stream is starting; try again when /health/ready is UP", notNow);
    }
  }

  @Override
  public void put(String name, LabelSetDefinition set) {
    LabelSet event = new LabelSet(set.labels(), set.templates(), set.active(), set.topK());
    send(new ProducerRecord<>(topic, name, serialized(event)));
  }

  /** Does not wait for the registry, as the stream does: somebody waits for the answer. */
  private byte[] serialized(LabelSet event) {
    // A serializer is not said to be safe for several threads.
    synchronized (serializer) {
      try {
        return serializer.serialize(topic, event);
      } catch (RuntimeException failure) {
        if (SerdeFailure.isRegistryUnavailable(failure)) {
          throw notSent("the schema registry does not answer, see whether it runs", failure);
        }
        throw failure;
      }
    }
  }

  @Override
  public void delete(String name) {
    send(new ProducerRecord<>(topic, name, null));
  }

  private void send(ProducerRecord<String, byte[]> change) {
    try {
      producer.send(change).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RecordTooLargeException tooLarge) {
        throw ProblemException.tooLarge(
            "the set is larger than %s takes: %s".formatted(topic, tooLarge.getMessage()));
      }
      throw notSent(words(failure.getCause()), failure);
    } catch (TimeoutException | KafkaException failure) {
      throw notSent(words(failure), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw notSent("the application ends", interrupted);
    }
  }

  private String words(Throwable failure) {
    boolean late =
        failure instanceof TimeoutException
            || failure instanceof org.apache.kafka.common.errors.TimeoutException;
    return late
        ? "Kafka did not take it within %d ms (%s), see whether its brokers run"
            .formatted(patience.toMillis(), HttpConfig.KAFKA_TIMEOUT_CONFIG)
        : "Kafka refuses it: " + failure.getMessage();
  }

  private ProblemException notSent(String why, Exception failure) {
    return ProblemException.unavailable(
        "the set could not be sent to %s: %s; try again".formatted(topic, why), failure);
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
    serializer.close();
  }
}
