package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.DetectionRequest;
import io.clipstreams.DetectionResult;
import io.clipstreams.ImageEvent;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicTail;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Detection requests through broker and registry; an image by its id, from any partition. */
class DetectionIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The image's URI reaches every task a moment after the image. */
  private static final int ATTEMPTS = 50;

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;

  @Test
  void requestsAreAnsweredByContentAndByImageId() throws Exception {
    Path file = Files.writeString(directory.resolve("picture"), "picture");
    ClipConfig config = config();
    createTopics(config);
    String requests = config.topics().names().detectionRequests();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Deserializer<Object> deserializer = serdes.deserializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20);
        TopicTail tail =
            new TopicTail(new KafkaClients(config), config.topics().names().detections(), false);
        Application application = Application.start(config, model())) {
      String images = config.topics().names().images();
      ImageEvent image = new ImageEvent(null, file.toUri().toString(), null, Map.of());
      producer.send(new ProducerRecord<>(images, "i", serializer.serialize(images, image))).get();

      ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
      byte[] byContent = serializer.serialize(requests, request(content, null));
      producer.send(new ProducerRecord<>(requests, "by-content", byContent)).get();
      DetectionResult first = next(tail, deserializer);
      assertThat(first.getRequestId()).isEqualTo("by-content");
      assertThat(first.getError()).isNull();
      assertThat(first.getModelRevision()).isEqualTo("revision-1");

      byte[] byId = serializer.serialize(requests, request(null, "i"));
      DetectionResult result = first;
      for (int i = 0; i < ATTEMPTS; i++) {
        producer.send(new ProducerRecord<>(requests, "by-id-" + i, byId)).get();
        result = next(tail, deserializer);
        if (result.getError() == null) {
          break;
        }
        assertThat(result.getError().getCode()).isEqualTo("IMAGE_NOT_KEPT");
      }
      assertThat(result.getError()).isNull();
      assertThat(result.getPrompts()).isEqualTo(first.getPrompts()).isNotEmpty();
      assertThat(application.live()).isTrue();
    }
  }

  private static DetectionRequest request(ByteBuffer content, String imageId) {
    return new DetectionRequest(
        content, null, imageId, List.of("a cat", "a dog"), null, null, null, null);
  }

  private static DetectionResult next(TopicTail tail, Deserializer<Object> deserializer) {
    AtomicReference<DetectionResult> result = new AtomicReference<>();
    tail.follow(
        OptionalLong.of(1),
        Optional.of(LIMIT),
        record ->
            result.set((DetectionResult) deserializer.deserialize("any", record.raw().value())));
    assertThat(result.get()).as("a result within " + LIMIT).isNotNull();
    return result.get();
  }

  private ClipConfig config() {
    return ClipConfig.of(
        Map.of(
            "application.id", "detect",
            "bootstrap.servers", SERVICES.bootstrapServers(),
            "apicurio.registry.url", SERVICES.registryUrl(),
            "state.dir", directory.resolve("state").toString(),
            "clip.image.uri.allow", directory.toUri().toString(),
            "clip.topic.prefix", "detect."));
  }

  private static EmbeddingModel model() {
    return new EmbeddingModel(
        new ModelIdentity("fake", "revision-1", 10), new FakeEncoder(), OptionalDouble.empty());
  }

  private static void createTopics(ClipConfig config) {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(3));
    }
  }
}
