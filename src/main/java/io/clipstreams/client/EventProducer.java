package io.clipstreams.client;

import io.clipstreams.CaptionEvent;
import io.clipstreams.ImageEvent;
import io.clipstreams.LabelSet;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ImageConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.config.TopicsConfig;
import io.clipstreams.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Sends events to the inputs, as Avro or, where {@code clip.image.value.format=bytes} says so,
 * images as the raw files. For use by one thread.
 *
 * <p>A send returns before the broker has answered. What the broker refuses for its size goes to
 * the report; any other failure is thrown by a later call, {@link #flush()} at the latest.
 */
public final class EventProducer implements AutoCloseable {
  /** More than a batch, a record's own fields and an event's empty fields take. */
  private static final int ENVELOPE = 512;

  private static final int BROKER_DEFAULT_LIMIT = 1_048_588;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final TopicNames names;
  private final ImageConfig.ValueFormat imageFormat;
  private final int imageLimit;
  private final Serializer<Object> serializer;
  private final Producer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param config where to send and in which form
   * @param serdes makes the serializer
   * @param admin tells the topics' limits; not kept
   * @throws KafkaException if an input does not exist or the broker does not answer
   */
  public EventProducer(ClipConfig config, AvroSerdes serdes, Admin admin) {
    names = config.topics().names();
    imageFormat = config.image().valueFormat();
    Topics topics = new Topics(admin);
    refuseMissing(topics, List.of(names.images(), names.captions(), names.labelSets()));
    imageLimit = limit(topics, names.images());
    serializer = serdes.serializer();
    int configured = config.image().maxBytes().plus(TopicsConfig.RECORD_OVERHEAD).toIntBytes();
    producer = new KafkaClients(config).producer(Math.max(imageLimit, configured));
  }

  private static int limit(Topics topics, String topic) {
    return Optional.ofNullable(topics.describe(List.of(topic)).get(topic))
        .map(state -> state.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
        .map(Integer::parseInt)
        .orElse(BROKER_DEFAULT_LIMIT);
  }

  /** A producer would wait a minute for each of them. */
  private static void refuseMissing(Topics topics, List<String> names) {
    List<String> missing = topics.missing(names);
    if (!missing.isEmpty()) {
      throw new KafkaException(
          "topics that do not exist: %s; 'clip-streams topics create' makes them"
              .formatted(String.join(", ", missing)));
    }
  }

  /** The largest record that the images topic takes, in bytes: its {@code max.message.bytes}. */
  public int imageLimit() {
    return imageLimit;
  }

  /** Whether an image file of so many bytes fits into a record of the images topic. */
  public boolean fits(String imageId, long fileBytes) {
    // A UTF-16 unit takes three bytes of UTF-8 at most.
    return fileBytes + 3L * imageId.length() + ENVELOPE <= imageLimit;
  }

  /** Sends an image file's bytes. */
  public void image(String imageId, byte[] content, ProduceReport report) {
    byte[] value =
        switch (imageFormat) {
          case BYTES -> content;
          case AVRO ->
              serializer.serialize(
                  names.images(), new ImageEvent(ByteBuffer.wrap(content), null, null, Map.of()));
        };
    send(names.images(), imageId, value, report);
  }

  /** Sends a caption. */
  public void caption(String captionId, String imageId, String text, ProduceReport report) {
    CaptionEvent event = new CaptionEvent(imageId, text, Map.of());
    send(names.captions(), captionId, serializer.serialize(names.captions(), event), report);
  }

  /** Sends a label set. */
  public void labelSet(String name, LabelSet set, ProduceReport report) {
    send(names.labelSets(), name, serializer.serialize(names.labelSets(), set), report);
  }

  private void send(String topic, String key, byte[] value, ProduceReport report) {
    throwFailure();
    // Its callback hears what its future would say.
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (metadata, exception) -> {
              if (exception == null) {
                report.sent(value.length);
              } else if (exception instanceof RecordTooLargeException) {
                report.refused(
                    "%s: %s does not take a record of %d bytes; raise its max.message.bytes"
                        .formatted(key, topic, value.length));
              } else {
                failure.compareAndSet(null, exception);
              }
            });
  }

  /**
   * Waits until the broker has answered all sends.
   *
   * @throws KafkaException the first failure
   */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    Exception first = failure.get();
    if (first != null) {
      throw new KafkaException("cannot produce: " + first.getMessage(), first);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
    serializer.close();
  }
}
