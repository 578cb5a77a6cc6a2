package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.CaptionEvent;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.ImageEvent;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.index.SearchHit;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.SearchQuery;
import io.clipstreams.index.SearchTarget;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.EmbeddedKafka;
import io.clipstreams.local.RegistryServer;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the application publishes can be searched, and what it deletes can not. */
class OutputIndexIT {
  private static final ModelIdentity MODEL = new ModelIdentity("fake", "revision-1", 10);
  private static final String ALERT = "no fit";

  @TempDir private Path stateDir;

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  @Test
  void followsTheApplicationAndGoesOnWhereItWas() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        RegistryServer registry = RegistryServer.start()) {
      ClipConfig config = config(kafka, registry);
      createTopics(config);
      try (ServedApplication served = ServedApplication.start(config, model())) {
        SearchIndex search = served.index().orElseThrow().search();
        produce(config, config.topics().names().images(), "i1", image("a dog"));
        produce(config, config.topics().names().images(), "i2", image("a cat"));
        produce(config, config.topics().names().captions(), "c1", caption("i1", "a dog"));
        produce(config, config.topics().names().captions(), "c2", caption("i2", ALERT));

        soon().until(() -> search.counts().images() == 2 && search.alert("c2").isPresent());
        soon().until(() -> search.caption("c1").map(EnrichedCaption::getMatch).isPresent());
        SearchHit best =
            search.search(SearchQuery.of(SearchTarget.IMAGES, vector("a cat"), 2)).hits().get(0);
        assertThat(best.id()).isEqualTo("i2");
        assertThat(best.similarity()).isGreaterThan(0.999);
        assertThat(search.captionsOf("i1", 10))
            .extracting(EnrichedCaption::getCaptionId)
            .containsExactly("c1");

        produce(config, config.topics().names().images(), "i1", null);
        soon().until(() -> search.image("i1").isEmpty());
        // The last that the stream has to say.
        soon().until(() -> search.caption("c1").map(EnrichedCaption::getMatch).isEmpty());
        soon().until(() -> served.index().orElseThrow().lag().equals(OptionalLong.of(0)));
      }
      assertThat(Files.isDirectory(OutputIndex.directory(config))).isTrue();

      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      try (OutputIndex again = OutputIndex.start(config, model(), meters).orElseThrow()) {
        assertThat(again.search().counts().images()).as("from disk, at once").isEqualTo(1);
        soon().until(() -> again.lag().equals(OptionalLong.of(0)));
        assertThat(meters.get("clip.index.records").tag("result", "indexed").counter().count())
            .as("nothing is read twice")
            .isZero();
      }
    }
  }

  private ClipConfig config(EmbeddedKafka kafka, RegistryServer registry) {
    return ClipConfig.of(
        Map.of(
            "application.id",
            "searched",
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "apicurio.registry.url",
            registry.url(),
            "state.dir",
            stateDir.resolve("state").toString(),
            "clip.mismatch.threshold",
            "0.9",
            "clip.http.port",
            "0"));
  }

  private static EmbeddingModel model() {
    return new EmbeddingModel(MODEL, new FakeEncoder(), OptionalDouble.empty());
  }

  private static void createTopics(ClipConfig config) {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(3));
    }
  }

  private static ImageEvent image(String content) {
    return new ImageEvent(
        ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), null, null, Map.of());
  }

  private static CaptionEvent caption(String imageId, String text) {
    return new CaptionEvent(imageId, text, Map.of());
  }

  private static float[] vector(String content) {
    return FakeEncoder.vector(content.getBytes(StandardCharsets.UTF_8));
  }

  /** Null deletes. */
  private static void produce(ClipConfig config, String topic, String key, Object event)
      throws Exception {
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      byte[] value =
          Optional.ofNullable(event).map(it -> serializer.serialize(topic, it)).orElse(null);
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }
}
