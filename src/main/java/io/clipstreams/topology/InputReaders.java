package io.clipstreams.topology;

import io.clipstreams.CaptionEvent;
import io.clipstreams.ImageEvent;
import io.clipstreams.fetch.ContentFetcher;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.NamedThreads;
import io.clipstreams.serde.SharedEventReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the records of the images' and captions' topics: before their turn, as the consumer's
 * interceptor shows them, or when their turn comes. To be closed after the stream.
 */
public final class InputReaders implements AutoCloseable {
  /** Some wait for what is fetched by URI while others hash. */
  private static final int IMAGE_THREADS = 4;

  private final String imagesTopic;
  private final String captionsTopic;
  private final RecordReader<ReadImage> images;
  private final RecordReader<ReadCaption> captions;
  private final Optional<LookAhead<ReadImage>> imagesAhead;
  private final Optional<LookAhead<ReadCaption>> captionsAhead;
  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<SharedEventReader<?>> eventReaders = new ArrayList<>();

  /**
   * @param settings what the topology is told
   * @param serdes make the registry's readers
   * @param encoder embeds images and texts
   * @param fetcher fetches what came by URI
   * @param limits of the look-ahead; without them there is none
   * @param meters where it counts
   */
  public InputReaders(
      TopologySettings settings,
      EventSerdes serdes,
      Encoder encoder,
      ContentFetcher fetcher,
      Optional<LookAheadLimits> limits,
      MeterRegistry meters) {
    Objects.requireNonNull(meters, "meters");
    imagesTopic = settings.topics().images();
    captionsTopic = settings.topics().captions();
    RecordReading<ReadImage> imageReading =
        new ImageReading(contentReader(settings, serdes, fetcher), encoder);
    RecordReading<ReadCaption> captionReading =
        new CaptionReading(
            shared(new SharedEventReader<>(() -> serdes.reader(CaptionEvent.class))), encoder);
    imagesAhead =
        limits.map(most -> ahead(imageReading, IMAGE_THREADS, "images", most, meters, imagesTopic));
    captionsAhead =
        limits.map(most -> ahead(captionReading, 1, "captions", most, meters, captionsTopic));
    images = imagesAhead.<RecordReader<ReadImage>>map(it -> it).orElse(imageReading::now);
    captions = captionsAhead.<RecordReader<ReadCaption>>map(it -> it).orElse(captionReading::now);
  }

  private ImageContentReader contentReader(
      TopologySettings settings, EventSerdes serdes, ContentFetcher fetcher) {
    return switch (settings.imageValues()) {
      case AVRO ->
          ImageContentReader.ofEvents(
              shared(new SharedEventReader<>(() -> serdes.reader(ImageEvent.class))), fetcher);
      case BYTES -> ImageContentReader.ofFiles();
    };
  }

  private <T> SharedEventReader<T> shared(SharedEventReader<T> reader) {
    eventReaders.add(reader);
    return reader;
  }

  private <T> LookAhead<T> ahead(
      RecordReading<T> reading,
      int threadCount,
      String name,
      LookAheadLimits limits,
      MeterRegistry meters,
      String topic) {
    ExecutorService pool =
        Executors.newFixedThreadPool(threadCount, new NamedThreads("clip-read-" + name));
    threads.add(pool);
    return new LookAhead<>(
        reading,
        pool,
        limits.bytes() / 2,
        limits.records() / 2,
        new LookAheadMeters(meters, topic));
  }

  RecordReader<ReadImage> images() {
    return images;
  }

  RecordReader<ReadCaption> captions() {
    return captions;
  }

  /** The consumer has this record; its turn comes later. Returns at once. */
  void polled(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.value() == null) {
      return;
    }
    ahead(record.topic()).ifPresent(ahead -> ahead.offer(RawRecord.of(record), record.value()));
  }

  /** Whether records of this topic are read before their turn. */
  public boolean readsAhead(String topic) {
    return ahead(topic).isPresent();
  }

  /** Whether a record's turn may come without waiting for what was begun before it. */
  public boolean isReady(ConsumerRecord<byte[], byte[]> record) {
    return ahead(record.topic())
        .map(ahead -> ahead.isReady(record.partition(), record.offset()))
        .orElse(true);
  }

  private Optional<? extends LookAhead<?>> ahead(String topic) {
    if (topic.equals(imagesTopic)) {
      return imagesAhead;
    }
    return topic.equals(captionsTopic) ? captionsAhead : Optional.empty();
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdownNow);
    imagesAhead.ifPresent(LookAhead::close);
    captionsAhead.ifPresent(LookAhead::close);
    eventReaders.forEach(SharedEventReader::close);
  }
}
