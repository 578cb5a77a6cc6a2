package io.clipstreams.app;

import io.clipstreams.LabelSet;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.serde.EventWriter;
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
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** The stream's label sets: seen in its store, changed by records of the input. */
final class StreamLabelSets implements LabelSets, AutoCloseable {
  private static final int LARGEST_RECORD = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String topic;
  private final Supplier<Map<String, LabelSetDefinition>> accepted;
  private final EventWriter writer;
  private final Producer<String, byte[]> producer;

  private StreamLabelSets(
      String topic,
      Supplier<Map<String, LabelSetDefinition>> accepted,
      EventWriter writer,
      Producer<String, byte[]> producer) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.accepted = Objects.requireNonNull(accepted, "accepted");
    this.writer = Objects.requireNonNull(writer, "writer");
    this.producer = Objects.requireNonNull(producer, "producer");
  }

  static StreamLabelSets open(ClipConfig config, Application application) {
    return new StreamLabelSets(
        config.topics().names().labelSets(),
        application::labelSets,
        application.events().writer(),
        new KafkaClients(config).producer(LARGEST_RECORD));
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
    byte[] value;
    // A serializer is not said to be safe for several threads.
    synchronized (writer) {
      value = writer.write(topic, new RecordHeaders(), event);
    }
    send(new ProducerRecord<>(topic, name, value));
  }

  @Override
  public void delete(String name) {
    send(new ProducerRecord<>(topic, name, null));
  }

  private void send(ProducerRecord<String, byte[]> change) {
    try {
      producer.send(change).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RecordTooLargeException tooLarge) {
        throw ProblemException.tooLarge(
            "the set is larger than %s takes: %s".formatted(topic, tooLarge.getMessage()));
      }
      throw notSent(failure);
    } catch (TimeoutException | KafkaException failure) {
      throw notSent(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw notSent(interrupted);
    }
  }

  private ProblemException notSent(Exception failure) {
    return ProblemException.unavailable(
        "the set could not be sent to %s now; try again".formatted(topic), failure);
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
    writer.close();
  }
}
