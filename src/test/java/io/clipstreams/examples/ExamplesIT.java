package io.clipstreams.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.ImageEvent;
import io.clipstreams.app.Application;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.EmbeddedKafka;
import io.clipstreams.local.RegistryServer;
import io.clipstreams.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples in other languages, as users run them, against broker, registry and the application
 * with the bundled model. What they need is installed by {@code .ci/run}; a runtime that is missing
 * is told and skipped.
 */
class ExamplesIT {
  private static final Path BASE = Path.of(System.getProperty("clip.test.basedir", "."));
  private static final Path PYTHON_EXAMPLES = BASE.resolve("examples/python");
  private static final Path SAMPLES = BASE.resolve("src/main/resources/samples");
  private static final String IMAGE = "windmill.jpg";
  private static final String PYTHONS_IMAGE = "moose.jpg";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final ExampleRuntimes RUNTIMES = new ExampleRuntimes(BASE);

  @TempDir private static Path scratch;

  private static ClipConfig config;
  private static EmbeddedKafka kafka;
  private static RegistryServer registry;
  private static EmbeddingModel model;
  private static Application application;
  private static int dimension;

  @BeforeAll
  static void start() throws Exception {
    if (!RUNTIMES.any()) {
      // Each test tells why it is skipped; told here it would not be in the report.
      return;
    }
    kafka = EmbeddedKafka.start();
    registry = RegistryServer.start();
    config =
        ClipConfig.of(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "apicurio.registry.url", registry.url(),
                "state.dir", scratch.resolve("state").toString(),
                "clip.topics.auto.create", "true",
                "clip.topics.partitions", "3"));
    model = EmbeddingModel.load(config);
    dimension = model.encoder().encodeText("a text").vector().length;
    application = Application.start(config, model);
    send(IMAGE);
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
      model.close();
    }
    if (registry != null) {
      registry.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void pythonReadsAnEmbedding() throws Exception {
    assertRead(ChildRun.of(PYTHON_EXAMPLES, consumer(RUNTIMES.python().toString(), "consume.py")));
  }

  @Test
  void javascriptReadsAnEmbedding() throws Exception {
    Path home = RUNTIMES.nodeHome();
    // Node looks for modules from the script's folder upward.
    for (String file : List.of("consume.js", "package.json")) {
      Files.copy(
          BASE.resolve("examples/javascript").resolve(file),
          home.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    assertRead(ChildRun.of(home, consumer("node", "consume.js")));
  }

  @Test
  void whatPythonSendsIsEnriched() throws Exception {
    ChildRun run =
        ChildRun.of(
            PYTHON_EXAMPLES,
            RUNTIMES.python().toString(),
            "produce.py",
            SAMPLES.resolve(PYTHONS_IMAGE).toAbsolutePath().toString(),
            "a moose with large antlers",
            "--kafka",
            kafka.bootstrapServers(),
            "--registry",
            confluentApi());
    assertThat(run.code()).as(run.output()).isZero();
    EnrichedCaption caption = awaitScored(PYTHONS_IMAGE + "#caption");
    assertThat(caption.getImageId()).isEqualTo(PYTHONS_IMAGE);
    assertThat(caption.getText()).isEqualTo("a moose with large antlers");
    assertThat(caption.getEmbedding().getVector()).hasSize(dimension);
  }

  private static EnrichedCaption awaitScored(String captionId) {
    String topic = config.topics().names().enrichedCaptions();
    AtomicReference<EnrichedCaption> scored = new AtomicReference<>();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Deserializer<Object> deserializer = serdes.deserializer();
        Consumer<byte[], byte[]> consumer = new KafkaClients(config).consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  EnrichedCaption caption =
                      (EnrichedCaption) deserializer.deserialize(topic, record.value());
                  if (caption.getCaptionId().equals(captionId)
                      && caption.getStatus() == CaptionStatus.SCORED) {
                    scored.set(caption);
                  }
                }
                return scored.get() != null;
              });
    }
    return scored.get();
  }

  private static void send(String file) throws Exception {
    String topic = config.topics().names().images();
    ImageEvent event =
        new ImageEvent(
            ByteBuffer.wrap(Files.readAllBytes(SAMPLES.resolve(file))), null, null, Map.of());
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      producer
          .send(new ProducerRecord<>(topic, file, serializer.serialize(topic, event)))
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static String[] consumer(String runtime, String script) {
    return new String[] {
      runtime,
      script,
      "--count",
      "1",
      "--kafka",
      kafka.bootstrapServers(),
      "--registry",
      confluentApi()
    };
  }

  private static void assertRead(ChildRun run) {
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(run.output()).contains(": %d numbers, length 1.0000, ".formatted(dimension));
  }

  private static String confluentApi() {
    return registry.url() + "/apis/ccompat/v7";
  }
}
