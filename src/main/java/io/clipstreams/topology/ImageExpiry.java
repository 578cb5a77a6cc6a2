package io.clipstreams.topology;

import io.clipstreams.config.TopicNames;
import io.clipstreams.topology.state.ImageState;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Treats images as deleted that have not changed for too long. */
final class ImageExpiry implements Processor<byte[], Emission, byte[], Emission> {
  private final TopicNames topics;
  private final Duration ttl;
  private ProcessorContext<byte[], Emission> context;
  private KeyValueStore<String, ImageState> images;
  private ExpiryWalk<ImageState> walk;

  ImageExpiry(TopicNames topics, Duration ttl) {
    this.topics = Objects.requireNonNull(topics, "topics");
    this.ttl = Objects.requireNonNull(ttl, "ttl");
  }

  @Override
  public void init(ProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    images = context.getStateStore(EnrichmentTopology.IMAGES_STORE);
    walk =
        new ExpiryWalk<>(
            images,
            context.getStateStore(EnrichmentTopology.IMAGE_WALKS_STORE),
            ttl,
            ImageExpiry::changed);
    context.schedule(
        ExpiryWalk.INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        now -> walk.step(now, (imageId, image) -> expire(imageId, now)));
  }

  /** Of an image that failed nothing but its fingerprint is kept: a few bytes, and no time. */
  private static OptionalLong changed(ImageState state) {
    return state instanceof ImageState.Embedded image
        ? OptionalLong.of(image.origin().timestamp())
        : OptionalLong.empty();
  }

  /** Images that come are young. */
  @Override
  public void process(Record<byte[], Emission> record) {}

  private void expire(String imageId, long now) {
    images.delete(imageId);
    Outbox outbox = Outbox.forwarding(context, RecordKeys.encode(imageId));
    outbox.send(Emission.Publication.tombstone(topics.enrichedImages()), new RecordHeaders(), now);
    outbox.send(new Emission.ImageChange(Optional.empty()), new RecordHeaders(), now);
  }
}
