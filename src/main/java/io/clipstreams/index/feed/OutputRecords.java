package io.clipstreams.index.feed;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.client.TailedRecord;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.DocumentKind;
import io.clipstreams.index.Origin;
import io.clipstreams.index.WritableIndex;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes records of the outputs into the index, one at a time. */
final class OutputRecords {
  private static final Logger LOG = LoggerFactory.getLogger(OutputRecords.class);

  private final TopicNames names;
  private final String revision;
  private final WritableIndex index;
  private final OutputReaders readers;

  /**
   * @param names of the topics
   * @param revision only vectors of this revision of the model are taken
   * @param index takes them
   * @param readers read values
   */
  OutputRecords(TopicNames names, String revision, WritableIndex index, OutputReaders readers) {
    this.names = names;
    this.revision = revision;
    this.index = index;
    this.readers = readers;
  }

  /** The topics it understands. */
  List<String> topics() {
    return List.of(names.enrichedImages(), names.enrichedCaptions(), names.mismatchAlerts());
  }

  /** What all records of a partition have as their source. */
  static String source(TopicPartition partition) {
    return partition.toString();
  }

  /**
   * Takes a record; one that cannot be taken is told of in the log, and its key stays as it was.
   */
  RecordOutcome take(ConsumerRecord<byte[], byte[]> record) {
    String key = new TailedRecord(record).key().orElse("");
    try {
      if (record.key() == null || (key.isEmpty() && record.key().length > 0)) {
        throw new IllegalArgumentException("the key is no text in UTF-8");
      }
      return record.value() == null ? delete(record, key) : put(record, key);
    } catch (ProcessingException | IllegalArgumentException failure) {
      LOG.warn(
          "The record at topic {}, partition {}, offset {}, key '{}' is left out of the index",
          record.topic(),
          record.partition(),
          record.offset(),
          key,
          failure);
      return RecordOutcome.FAILED;
    }
  }

  private DocumentKind kind(String topic) {
    if (topic.equals(names.enrichedImages())) {
      return DocumentKind.IMAGE;
    }
    return topic.equals(names.enrichedCaptions()) ? DocumentKind.CAPTION : DocumentKind.ALERT;
  }

  private RecordOutcome delete(ConsumerRecord<byte[], byte[]> record, String key) {
    index.delete(kind(record.topic()), key);
    return RecordOutcome.DELETED;
  }

  private RecordOutcome put(ConsumerRecord<byte[], byte[]> record, String key)
      throws ProcessingException {
    Origin origin = Origin.of(source(new TopicPartition(record.topic(), record.partition())));
    switch (kind(record.topic())) {
      case IMAGE -> {
        EnrichedImage image =
            readers.images().read(record.topic(), record.headers(), record.value());
        if (!image.getEmbedding().getModelRevision().equals(revision)) {
          return otherModel(DocumentKind.IMAGE, key);
        }
        requireKey(key, image.getImageId());
        index.put(image, origin);
      }
      case CAPTION -> {
        EnrichedCaption caption =
            readers.captions().read(record.topic(), record.headers(), record.value());
        if (!caption.getEmbedding().getModelRevision().equals(revision)) {
          return otherModel(DocumentKind.CAPTION, key);
        }
        requireKey(key, caption.getCaptionId());
        index.put(caption, origin);
      }
      case ALERT -> {
        var alert = readers.alerts().read(record.topic(), record.headers(), record.value());
        requireKey(key, alert.getCaptionId());
        index.put(alert, origin);
      }
    }
    return RecordOutcome.INDEXED;
  }

  /** The key's latest version is none that can be searched. */
  private RecordOutcome otherModel(DocumentKind kind, String key) {
    index.delete(kind, key);
    return RecordOutcome.OTHER_MODEL;
  }

  /** Otherwise its deletion would not find it. */
  private static void requireKey(String key, String id) {
    if (!key.equals(id)) {
      throw new IllegalArgumentException("the record's id is '" + id + "', its key another");
    }
  }
}
