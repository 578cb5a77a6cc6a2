package io.clipstreams.app;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.IndexConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.GraphSettings;
import io.clipstreams.index.IndexException;
import io.clipstreams.index.IndexSettings;
import io.clipstreams.index.IndexedModel;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.WritableIndex;
import io.clipstreams.index.feed.EnrichedFollower;
import io.clipstreams.index.feed.FollowedTopics;
import io.clipstreams.index.feed.FollowerSettings;
import io.clipstreams.index.feed.OutputReaders;
import io.clipstreams.inference.Encoder;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.serde.RegistryPatience;
import io.clipstreams.serde.SerdeFailure;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.StreamsConfig;

/** The search index of the application's outputs, and what feeds it. */
public final class OutputIndex implements AutoCloseable {
  private static final Duration FIRST_REGISTRY_PAUSE = Duration.ofMillis(250);
  private static final int MEBIBYTE = 1 << 20;

  private final WritableIndex index;
  private final AvroSerdes serdes;
  private final EnrichedFollower follower;

  private OutputIndex(WritableIndex index, AvroSerdes serdes, EnrichedFollower follower) {
    this.index = index;
    this.serdes = serdes;
    this.follower = follower;
  }

  /** Where the index of an application lies. */
  public static Path directory(ClipConfig config) {
    // Beside Kafka Streams' own directory, which has the application's name and is cleaned by it.
    return config
        .index()
        .directory()
        .orElseGet(
            () ->
                Path.of(config.kafkaProperty(StreamsConfig.STATE_DIR_CONFIG).orElseThrow())
                    .resolve(config.applicationId() + ".index"));
  }

  /**
   * Opens the index and begins to feed it, unless it is turned off.
   *
   * @throws StartRefusedException if its directory cannot be used
   */
  static Optional<OutputIndex> start(
      ClipConfig config, EmbeddingModel model, MeterRegistry meters) {
    return config.index().enabled() ? Optional.of(open(config, model, meters)) : Optional.empty();
  }

  private static OutputIndex open(ClipConfig config, EmbeddingModel model, MeterRegistry meters) {
    WritableIndex index;
    try {
      index = WritableIndex.open(directory(config), settings(config.index(), indexed(model)));
    } catch (IndexException refused) {
      throw new StartRefusedException(
          refused.getMessage() + " (" + IndexConfig.DIR_CONFIG + ")", refused);
    }
    AvroSerdes serdes = new AvroSerdes(config);
    RegistryPatience patience =
        new RegistryPatience(SerdeFailure::isRegistryUnavailable, FIRST_REGISTRY_PAUSE);
    RegistrySerdes events = new RegistrySerdes(serdes, patience);
    KafkaClients clients = new KafkaClients(config);
    EnrichedFollower follower =
        new EnrichedFollower(
            new FollowerSettings(
                config.topics().names(),
                model.identity().revision(),
                config.index().commitInterval()),
            index,
            clients::strictConsumer,
            FollowedTopics.of(clients),
            new OutputReaders(
                events.reader(EnrichedImage.class),
                events.reader(EnrichedCaption.class),
                events.reader(MismatchAlert.class)),
            patience,
            meters);
    follower.start();
    return new OutputIndex(index, serdes, follower);
  }

  private static IndexSettings settings(IndexConfig config, IndexedModel model) {
    return new IndexSettings(
        model,
        new GraphSettings(config.connections(), config.candidates()),
        Math.toIntExact(config.buffer().bytes() / MEBIBYTE));
  }

  /**
   * The model as an index knows it.
   *
   * @throws StartRefusedException if the model does not embed, or its vectors are too wide
   */
  public static IndexedModel indexed(EmbeddingModel model) {
    try {
      // Nobody but a vector tells how wide vectors are.
      int dimensions = model.encoder().encodeText(Encoder.PROBE).vector().length;
      return new IndexedModel(model.identity().name(), model.identity().revision(), dimensions);
    } catch (ProcessingException | IllegalArgumentException failure) {
      throw new StartRefusedException(
          "model %s cannot be indexed: %s".formatted(model.identity().name(), failure.getMessage()),
          failure);
    }
  }

  /** What can be searched; closed with this. */
  public SearchIndex search() {
    return index.searching();
  }

  /** Whether everything before a position can be searched. */
  boolean shows(EventPositions position) {
    return EventPositions.of(position.partitions(), follower.shown()).reaches(position);
  }

  /** How many records of the outputs are not in it yet; empty while that is not known. */
  public OptionalLong lag() {
    return follower.lag();
  }

  /** Whether it follows the outputs: false after its disk failed. */
  public boolean following() {
    return follower.running();
  }

  @Override
  public void close() {
    follower.close();
    index.close();
    serdes.close();
  }
}
