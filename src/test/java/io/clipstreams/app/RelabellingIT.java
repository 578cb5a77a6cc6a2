package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.LabelSet;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicTail;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A relabelling that is cut short by a restart without local state is finished. */
class RelabellingIT {
  private static final int IMAGES = 3_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path stateDir;

  @Test
  void everyImageIsRelabelledOnce() throws Exception {
    ClipConfig config = config();
    createTopics(config);
    Map<String, Integer> taken = new HashMap<>();
    Map<String, Integer> relabelled = new HashMap<>();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Deserializer<Object> deserializer = serdes.deserializer();
        TopicTail tail =
            new TopicTail(
                new KafkaClients(config), config.topics().names().enrichedImages(), false)) {
      try (Application application = Application.start(config, model())) {
        produceImages(config, serdes);
        follow(tail, deserializer, taken, IMAGES);
        assertThat(taken).hasSize(IMAGES);
        produceLabels(config, serdes);
        // The first ones are out, so that the walk has begun.
        follow(tail, deserializer, relabelled, 1);
        assertThat(application.live()).isTrue();
      }
      deleteState();
      try (Application application = Application.start(config, model())) {
        follow(tail, deserializer, relabelled, IMAGES);
        assertThat(application.live()).isTrue();
      }
    }
    assertThat(relabelled).hasSize(IMAGES);
    assertThat(relabelled.values()).containsOnly(1);
  }

  /** Counts the records of each image, until there are so many images. */
  private static void follow(
      TopicTail tail, Deserializer<Object> deserializer, Map<String, Integer> counts, int images) {
    tail.follow(
        OptionalLong.empty(),
        Optional.of(LIMIT),
        record -> {
          EnrichedImage image =
              (EnrichedImage) deserializer.deserialize("any", record.raw().value());
          counts.merge(image.getImageId(), 1, Integer::sum);
          if (counts.size() >= images) {
            tail.stop();
          }
        });
  }

  private void deleteState() throws IOException {
    try (var files = Files.walk(stateDir.resolve("state"))) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private ClipConfig config() {
    return ClipConfig.of(
        Map.of(
            "application.id", "relabel",
            "bootstrap.servers", SERVICES.bootstrapServers(),
            "apicurio.registry.url", SERVICES.registryUrl(),
            "state.dir", stateDir.resolve("state").toString(),
            "clip.topic.prefix", "relabel."));
  }

  private static EmbeddingModel model() {
    return new EmbeddingModel(
        new ModelIdentity("fake", "revision-1", 10), new FakeEncoder(), OptionalDouble.empty());
  }

  private static void createTopics(ClipConfig config) {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(1));
    }
  }

  private static void produceImages(ClipConfig config, AvroSerdes serdes) throws Exception {
    String topic = config.topics().names().images();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      for (int i = 0; i < IMAGES; i++) {
        ByteBuffer content = ByteBuffer.wrap(("picture " + i).getBytes(StandardCharsets.UTF_8));
        byte[] value = serializer.serialize(topic, new ImageEvent(content, null, null, Map.of()));
        sent.add(producer.send(new ProducerRecord<>(topic, "image-" + i, value)));
      }
      for (Future<RecordMetadata> answer : sent) {
        answer.get();
      }
    }
  }

  private static void produceLabels(ClipConfig config, AvroSerdes serdes) throws Exception {
    String topic = config.topics().names().labelSets();
    LabelSet set = new LabelSet(List.of("ant", "bee"), List.of("a photo of a {}"), true, 5);
    try (Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      producer.send(new ProducerRecord<>(topic, "animals", serializer.serialize(topic, set))).get();
    }
  }
}
