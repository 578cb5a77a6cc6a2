package io.clipstreams.chaos;

import io.clipstreams.CaptionEvent;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.ImageEvent;
import io.clipstreams.app.Application;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.local.EmbeddedKafka;
import io.clipstreams.local.RegistryServer;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What images and captions cost in stores, changelogs and topics, and how long it takes to restore
 * them: figures for docs/operations.md. Part of {@code mvn -P chaos verify}.
 */
@EnabledIfSystemProperty(named = "clip.chaos.long", matches = "true")
class GrowthIT {
  private static final int PAIRS = Integer.getInteger("clip.growth.pairs", 20_000);
  private static final int THUMBNAIL_BYTES = 4_000;
  private static final int DIMENSION = 512;
  private static final int ROUNDS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path directory;

  @Test
  void measure() throws Exception {
    Path logs = directory.resolve("kafka");
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(EmbeddedKafka.Settings.temporary().withDataDirectory(logs));
        RegistryServer registry = RegistryServer.start()) {
      ClipConfig config = config(kafka, registry, "first");
      try (Admin admin = new KafkaClients(config).connect()) {
        new Topics(admin).createAll(config.topics().names(), TopicSettings.of(config));
      }
      try (Application application = Application.start(config, model())) {
        application.awaitRunning(LIMIT);
        send(config);
        awaitScored(config);
      }
      print("state.dir", bytes(directory.resolve("first")));
      for (Path store : stores(directory.resolve("first"))) {
        print("store " + store.getFileName(), bytes(store));
      }
      Map<String, Long> topics = new TreeMap<>();
      try (Stream<Path> folders = Files.list(logs)) {
        for (Path folder : folders.filter(Files::isDirectory).toList()) {
          topics.merge(
              folder.getFileName().toString().replaceAll("-[0-9]+$", ""), bytes(folder), Long::sum);
        }
      }
      topics.forEach(GrowthIT::print);
      printRestoring(kafka, registry);
    }
  }

  /**
   * Alternately with their state and without, after one start that warms up, since a start alone
   * takes seconds, and not always the same.
   */
  private void printRestoring(EmbeddedKafka kafka, RegistryServer registry) throws Exception {
    timeToStart(config(kafka, registry, "first"));
    List<Duration> kept = new ArrayList<>();
    List<Duration> lost = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      kept.add(timeToStart(config(kafka, registry, "first")));
      lost.add(timeToStart(config(kafka, registry, "empty-" + i)));
    }
    Times withState = new Times(kept);
    Times without = new Times(lost);
    System.out.printf(
        "%d images and captions each, on %d cores; from start to running with their state: %s;"
            + " without: %s; the medians' difference makes %.0f s to restore a million of both%n",
        PAIRS,
        Runtime.getRuntime().availableProcessors(),
        withState,
        without,
        without.median().minus(withState.median()).toMillis() * 1_000.0 / PAIRS);
  }

  private static Duration timeToStart(ClipConfig config) throws Exception {
    long start = System.nanoTime();
    try (Application application = Application.start(config, model())) {
      application.awaitRunning(LIMIT);
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }

  private static void print(String what, long bytes) {
    System.out.printf("%s: %d bytes a pair%n", what, bytes / PAIRS);
  }

  private static List<Path> stores(Path stateDir) throws IOException {
    try (Stream<Path> folders = Files.walk(stateDir)) {
      return folders
          .filter(folder -> folder.getParent().endsWith("rocksdb"))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith("index"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private ClipConfig config(EmbeddedKafka kafka, RegistryServer registry, String state) {
    return ClipConfig.of(
        Map.of(
            "application.id", "growth",
            "bootstrap.servers", kafka.bootstrapServers(),
            "apicurio.registry.url", registry.url(),
            "state.dir", directory.resolve(state).toString()));
  }

  private static EmbeddingModel model() {
    return new EmbeddingModel(
        new ModelIdentity("growth", "revision-1", 10), new Noise(), OptionalDouble.of(0.1));
  }

  private static void send(ClipConfig config) throws Exception {
    TopicNames topics = config.topics().names();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> avro = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      for (int i = 0; i < PAIRS; i++) {
        ByteBuffer content = ByteBuffer.wrap(("picture " + i).getBytes(StandardCharsets.UTF_8));
        ImageEvent image = new ImageEvent(content, null, null, Map.of());
        CaptionEvent caption =
            new CaptionEvent(
                "image-" + i, "a caption of some fifty characters, number " + i, Map.of());
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topics.images(), "image-" + i, avro.serialize(topics.images(), image))));
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topics.captions(),
                    "caption-" + i,
                    avro.serialize(topics.captions(), caption))));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static void awaitScored(ClipConfig config) {
    String topic = config.topics().names().enrichedCaptions();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Consumer<byte[], byte[]> consumer = new KafkaClients(config).consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      int scored = 0;
      long end = System.nanoTime() + LIMIT.toNanos();
      while (scored < PAIRS) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(scored + " captions of " + PAIRS + " are scored");
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          EnrichedCaption caption =
              (EnrichedCaption) serdes.deserializer().deserialize(topic, record.value());
          scored += caption.getStatus() == CaptionStatus.SCORED ? 1 : 0;
        }
      }
    }
  }

  /** Vectors and thumbnails that cannot be compressed, as real ones cannot. */
  private static final class Noise implements Encoder {
    @Override
    public DecodedImage decode(byte[] content) {
      throw new UnsupportedOperationException("images are not cut here");
    }

    @Override
    public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
      throw new UnsupportedOperationException("images are not cut here");
    }

    @Override
    public EncodedImage encodeImage(byte[] content) {
      Random random = new Random(Arrays.hashCode(content));
      byte[] thumbnail = new byte[THUMBNAIL_BYTES];
      random.nextBytes(thumbnail);
      return new EncodedImage(vector(random), "image/jpeg", 640, 480, Optional.of(thumbnail));
    }

    @Override
    public EncodedText encodeText(String text) {
      return new EncodedText(vector(new Random(text.hashCode())), 12, false);
    }

    private static float[] vector(Random random) {
      float[] vector = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = (float) random.nextGaussian();
      }
      return vector;
    }

    @Override
    public void close() {}
  }
}
