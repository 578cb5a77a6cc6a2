package io.clipstreams.topology;

import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageState;
import io.clipstreams.topology.state.RecordOrigin;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * From an image to its enriched record, and to the summary that its captions are judged by. An
 * image that is sent again unchanged changes nothing.
 */
final class ImageIntake implements Intake {
  private final TopicNames topics;
  private final RecordReader<ReadImage> reader;
  private final Function<ProcessingContext, Labeller> labellers;
  private final EnrichedRecords records;
  private final Function<ProcessingContext, ImageUris> uris;
  private final Publisher publisher;
  private KeyValueStore<String, ImageState> images;
  private Labeller labeller;
  private ImageUris known;
  private StoreWalk<ImageState> relabelling;
  private int partition;

  ImageIntake(
      TopicNames topics,
      RecordReader<ReadImage> reader,
      Function<ProcessingContext, Labeller> labellers,
      EnrichedRecords records,
      Function<ProcessingContext, ImageUris> uris,
      Publisher publisher) {
    this.topics = Objects.requireNonNull(topics, "topics");
    this.reader = Objects.requireNonNull(reader, "reader");
    this.labellers = Objects.requireNonNull(labellers, "labellers");
    this.records = Objects.requireNonNull(records, "records");
    this.uris = Objects.requireNonNull(uris, "uris");
    this.publisher = Objects.requireNonNull(publisher, "publisher");
  }

  @Override
  public void open(FixedKeyProcessorContext<byte[], Emission> context) {
    images = context.getStateStore(EnrichmentTopology.IMAGES_STORE);
    labeller = labellers.apply(context);
    relabelling =
        ImageRelabeller.walk(images, context.getStateStore(EnrichmentTopology.IMAGE_WALKS_STORE));
    known = uris.apply(context);
    partition = context.taskId().partition();
  }

  @Override
  public OptionalLong seen(RawRecord record) {
    return reader.seen(record);
  }

  @Override
  public void received(RawRecord record, byte[] value, String imageId, Outbox outbox)
      throws ProcessingException {
    ReadImage read = reader.read(record, value);
    known.now(imageId, read.uri(), record.timestamp(), outbox);
    Optional<ImageState> before = Optional.ofNullable(images.get(imageId));
    if (before.filter(state -> isSame(state, read)).isPresent()) {
      return;
    }
    EncodedImage encoded = read.encoding().await();
    float[] vector = records.vector(encoded.vector());
    Labeller.Sets sets = labeller.now();
    Labeller.Labels labels = sets.label(vector);
    ImageState.Embedded image =
        new ImageState.Embedded(
            read.content().sha256(),
            encoded.mediaType(),
            encoded.width(),
            encoded.height(),
            vector,
            encoded.thumbnail(),
            read.attributes(),
            RecordOrigin.of(record.timestamp(), record.headers()),
            labels.best(),
            labels.fingerprint());
    Headers headers = image.origin().toHeaders();
    Emission.Publication publication =
        publisher.publication(
            topics.enrichedImages(),
            imageId,
            records.image(imageId, image, labels.bySet()),
            headers);
    images.put(imageId, image);
    relabelling.noticed(sets.version());
    outbox.send(publication, headers, record.timestamp());
    tellCaptions(before, image, record.timestamp(), outbox);
  }

  @Override
  public void deleted(RawRecord record, String imageId, Outbox outbox) {
    known.now(imageId, Optional.empty(), record.timestamp(), outbox);
    ImageState before = images.delete(imageId);
    if (before == null) {
      return;
    }
    if (before instanceof ImageState.Embedded) {
      withdraw(record, outbox);
    }
    outbox.send(
        new Emission.ImageChange(Optional.empty()), new RecordHeaders(), record.timestamp());
  }

  @Override
  public void failed(RawRecord record, byte[] value, String imageId, Outbox outbox) {
    known.now(imageId, Optional.empty(), record.timestamp(), outbox);
    ImageState.Failed image = new ImageState.Failed(Fingerprint.of(Fingerprint.sha256(value)));
    Optional<ImageState> before = Optional.ofNullable(images.get(imageId));
    images.put(imageId, image);
    if (before.filter(ImageState.Failed.class::isInstance).isEmpty()) {
      withdraw(record, outbox);
    }
    tellCaptions(before, image, record.timestamp(), outbox);
  }

  private void withdraw(RawRecord record, Outbox outbox) {
    outbox.send(
        Emission.Publication.tombstone(topics.enrichedImages()),
        record.headers(),
        record.timestamp());
  }

  /** Other attributes are no other version of the image: its captions need not know. */
  private static void tellCaptions(
      Optional<ImageState> before, ImageState now, long timestamp, Outbox outbox) {
    boolean sameVersion =
        before.filter(state -> state.getClass() == now.getClass()).isPresent()
            && before.get().summary().version().equals(now.summary().version());
    if (!sameVersion) {
      outbox.send(
          new Emission.ImageChange(Optional.of(now.summary())), new RecordHeaders(), timestamp);
    }
  }

  private static boolean isSame(ImageState state, ReadImage read) {
    return state instanceof ImageState.Embedded embedded
        && Arrays.equals(embedded.contentSha256(), read.content().sha256())
        && embedded.attributes().equals(read.attributes());
  }

  @Override
  public void close() {
    reader.forget(partition);
    publisher.close();
  }
}
