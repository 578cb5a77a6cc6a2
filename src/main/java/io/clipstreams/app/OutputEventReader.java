package io.clipstreams.app;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.serde.SharedEventReader;
import io.clipstreams.topology.EventSerdes;
import io.clipstreams.web.api.ApiJson;
import io.clipstreams.web.api.EventFeed.Change;
import io.clipstreams.web.api.EventFeed.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Makes events of the outputs' records. Safe for use by several threads. */
final class OutputEventReader implements AutoCloseable {
  private final TopicNames topics;
  private final SharedEventReader<EnrichedImage> images;
  private final SharedEventReader<EnrichedCaption> captions;
  private final SharedEventReader<MismatchAlert> alerts;
  private final Function<String, Optional<String>> thumbnails;

  /**
   * @param topics names the outputs
   * @param serdes read records
   * @param thumbnails gives the path of an image's thumbnail, if it has one
   */
  OutputEventReader(
      TopicNames topics, EventSerdes serdes, Function<String, Optional<String>> thumbnails) {
    this.topics = Objects.requireNonNull(topics, "topics");
    this.images = new SharedEventReader<>(() -> serdes.reader(EnrichedImage.class));
    this.captions = new SharedEventReader<>(() -> serdes.reader(EnrichedCaption.class));
    this.alerts = new SharedEventReader<>(() -> serdes.reader(MismatchAlert.class));
    this.thumbnails = Objects.requireNonNull(thumbnails, "thumbnails");
  }

  /** The outputs. */
  List<String> outputs() {
    return List.of(topics.enrichedImages(), topics.enrichedCaptions(), topics.mismatchAlerts());
  }

  /**
   * Makes an event. The record is read now, since that may wait for the registry; its JSON is made
   * when a client wants it.
   *
   * @throws ProcessingException if the record is not one of ours
   */
  OutputEvent read(ConsumerRecord<byte[], byte[]> record) throws ProcessingException {
    Kind kind = kind(record.topic());
    Optional<Object> value =
        record.value() == null ? Optional.empty() : Optional.of(value(kind, record));
    Change change =
        new Change(
            record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
            Optional.of(record.partition()),
            Optional.of(record.offset()),
            Instant.ofEpochMilli(record.timestamp()),
            value);
    return new OutputEvent(
        new TopicPartition(record.topic(), record.partition()),
        record.offset(),
        kind,
        Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()),
        new LazyText(() -> ApiJson.text(change)));
  }

  private Kind kind(String topic) {
    if (topic.equals(topics.enrichedImages())) {
      return Kind.IMAGE;
    }
    return topic.equals(topics.enrichedCaptions()) ? Kind.CAPTION : Kind.ALERT;
  }

  private Object value(Kind kind, ConsumerRecord<byte[], byte[]> record)
      throws ProcessingException {
    return switch (kind) {
      case IMAGE -> Views.imageOnly(images.read(record.topic(), record.headers(), record.value()));
      case CAPTION ->
          Views.captionOnly(captions.read(record.topic(), record.headers(), record.value()));
      case ALERT -> {
        MismatchAlert alert = alerts.read(record.topic(), record.headers(), record.value());
        yield Views.alert(alert, thumbnails.apply(alert.getImageId()));
      }
    };
  }

  @Override
  public void close() {
    images.close();
    captions.close();
    alerts.close();
  }
}
