package io.clipstreams.topology;

import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageState;
import io.clipstreams.topology.state.WalkProgress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Labels the images that are there already anew when the label sets change, from their embeddings.
 * It walks through its task's images in small steps, by the clock, since a global store tells
 * nobody of its changes, and publishes those whose labels are others now.
 */
final class ImageRelabeller implements Processor<byte[], Emission, byte[], Emission> {
  /** How often a step is taken. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  /** Two fifths of a thread's time at most, while there is something to do. */
  private static final StoreWalk.Pace PACE = new StoreWalk.Pace(500, Duration.ofMillis(40));

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);
  private static final String WALK = "relabelling";
  private static final Logger LOG = LoggerFactory.getLogger(ImageRelabeller.class);

  private final TopicNames topics;
  private final Function<ProcessingContext, Labeller> labellers;
  private final EnrichedRecords records;
  private final Publisher publisher;
  private ProcessorContext<byte[], Emission> context;
  private KeyValueStore<String, ImageState> images;
  private Labeller labeller;
  private StoreWalk<ImageState> walk;
  private long pausedUntil;

  ImageRelabeller(
      TopicNames topics,
      Function<ProcessingContext, Labeller> labellers,
      EnrichedRecords records,
      Publisher publisher) {
    this.topics = Objects.requireNonNull(topics, "topics");
    this.labellers = Objects.requireNonNull(labellers, "labellers");
    this.records = Objects.requireNonNull(records, "records");
    this.publisher = Objects.requireNonNull(publisher, "publisher");
  }

  @Override
  public void init(ProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    images = context.getStateStore(EnrichmentTopology.IMAGES_STORE);
    labeller = labellers.apply(context);
    KeyValueStore<String, WalkProgress> progress =
        context.getStateStore(EnrichmentTopology.IMAGE_WALKS_STORE);
    walk = walk(images, progress);
    context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::step);
  }

  /** The walk that relabels; images that come are made known to it. */
  static StoreWalk<ImageState> walk(
      KeyValueStore<String, ImageState> images, KeyValueStore<String, WalkProgress> progress) {
    return new StoreWalk<>(WALK, images, progress, PACE);
  }

  /** Images are labelled by their intake as they come. */
  @Override
  public void process(Record<byte[], Emission> record) {}

  private void step(long now) {
    if (now < pausedUntil) {
      return;
    }
    try {
      Labeller.Sets sets = labeller.now();
      walk.step(sets.version(), (imageId, image) -> relabel(imageId, image, sets));
    } catch (LabellingException failure) {
      pausedUntil = now + PAUSE_AFTER_FAILURE.toMillis();
      LOG.warn(
          "Images cannot be labelled anew; trying again in {} s",
          PAUSE_AFTER_FAILURE.toSeconds(),
          failure.getCause());
    }
  }

  private void relabel(String imageId, ImageState state, Labeller.Sets sets) {
    if (!(state instanceof ImageState.Embedded before)) {
      return;
    }
    Labeller.Labels labels = label(before, sets);
    Fingerprint fingerprint = labels.fingerprint();
    if (fingerprint.equals(before.labels())) {
      return;
    }
    ImageState.Embedded now = before.withLabels(labels.best(), fingerprint);
    Headers headers = now.origin().toHeaders();
    try {
      send(
          imageId,
          publisher.publication(
              topics.enrichedImages(),
              imageId,
              records.image(imageId, now, labels.bySet()),
              headers),
          headers,
          now);
    } catch (ProcessingException tooLarge) {
      LOG.warn("Image '{}' keeps its old labels: {}", imageId, tooLarge.getMessage());
      return;
    }
    images.put(imageId, now);
    if (!now.bestLabels().equals(before.bestLabels())) {
      // For the alerts to come: those that stand, and judgements, stay as they are.
      Emission change = new Emission.ImageChange(Optional.of(now.summary()));
      send(imageId, change, new RecordHeaders(), now);
    }
  }

  /** At the image's own time: it is no newer than it was. */
  private void send(String imageId, Emission emission, Headers headers, ImageState.Embedded image) {
    Outbox.forwarding(context, RecordKeys.encode(imageId))
        .send(emission, headers, image.origin().timestamp());
  }

  private static Labeller.Labels label(ImageState.Embedded image, Labeller.Sets sets) {
    try {
      return sets.label(image.vector());
    } catch (ProcessingException failure) {
      throw new LabellingException(failure);
    }
  }

  @Override
  public void close() {
    publisher.close();
  }

  /** Takes a failure of the model through the walk. */
  private static final class LabellingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LabellingException(ProcessingException cause) {
      super(cause);
    }
  }
}
