package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.EmbeddedKafka;
import io.clipstreams.local.RegistryServer;
import io.clipstreams.serde.AvroSerdes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Far more large pictures than the heap holds wait when the application starts. {@code
 * -Dflood.heap} and {@code -Dflood.pictures} repeat the figures of docs/benchmarks.md.
 */
class FloodIT {
  private static final int PICTURES = Integer.getInteger("flood.pictures", 60);
  private static final int PICTURE_BYTES = 8_000_000;
  private static final String HEAP = System.getProperty("flood.heap", "256m");

  @TempDir private Path directory;

  @Test
  void aFloodOfLargePicturesFitsIntoASmallHeap() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        RegistryServer registry = RegistryServer.start()) {
      Map<String, String> settings =
          Map.of(
              "application.id",
              "flood",
              "bootstrap.servers",
              kafka.bootstrapServers(),
              "apicurio.registry.url",
              registry.url(),
              "state.dir",
              directory.resolve("state").toString(),
              "clip.image.max.bytes",
              "9MB",
              "clip.topics.partitions",
              "6");
      ClipConfig config = ClipConfig.of(settings);
      flood(config);
      Path output = directory.resolve("output");
      Process application = start(settings, output);
      try (AvroSerdes serdes = new AvroSerdes(config)) {
        new LatestValues<>(EnrichedImage.class, config.topics().names().enrichedImages())
            .await(config, serdes, found -> found.size() == PICTURES);
        application.getOutputStream().close();
        assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        application.destroyForcibly().waitFor();
      }
      String said = Files.readString(output);
      assertThat(application.exitValue()).as(said).isZero();
      said.lines().filter(line -> line.contains("peak")).forEach(System.out::println);
      assertThat(said).contains("STILL RUNNING").doesNotContain("OutOfMemoryError");
    }
  }

  private static void flood(ClipConfig config) throws Exception {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin).createAll(config.topics().names(), TopicSettings.of(config));
    }
    String topic = config.topics().names().images();
    byte[] content = new byte[PICTURE_BYTES];
    new Random(1).nextBytes(content);
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(10_000_000)) {
      for (int i = 0; i < PICTURES; i++) {
        ByteBuffer.wrap(content).putInt(i);
        ImageEvent event = new ImageEvent(ByteBuffer.wrap(content), null, null, Map.of());
        byte[] value = serializer.serialize(topic, event);
        producer.send(new ProducerRecord<>(topic, "image-" + i, value)).get();
      }
    }
  }

  private static Process start(Map<String, String> settings, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + HEAP);
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(FloodedApplication.class.getName());
    settings.forEach((key, value) -> command.add(key + "=" + value));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
