package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.CaptionEvent;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of one application id share the work, and come to what one comes to alone. */
class TwoInstancesIT {
  private static final int PAIRS = 60;
  private static final int PARTITIONS = 4;
  private static final long TIMESTAMP = 1_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private static Path stateDirs;

  @Test
  void workSplitsAndTheResultsAreTheSame() throws Exception {
    Results alone;
    ClipConfig one = config("one", "one");
    createTopics(one);
    try (Application application = start(one)) {
      application.awaitRunning(LIMIT);
      alone = results(one);
    }
    ClipConfig first = config("two", "first");
    ClipConfig second = config("two", "second");
    createTopics(first);
    try (Application a = start(first);
        Application b = start(second)) {
      a.awaitRunning(LIMIT);
      b.awaitRunning(LIMIT);
      awaitSplit(first);
      assertThat(results(first)).isEqualTo(alone);
    }
    assertThat(alone.images()).hasSize(PAIRS);
    assertThat(alone.alerts()).isNotEmpty();
  }

  /** Every input partition has an owner, and either instance has images and captions. */
  private static void awaitSplit(ClipConfig config) {
    try (Admin admin = new KafkaClients(config).connect()) {
      Awaitility.await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                ConsumerGroupDescription group =
                    admin
                        .describeConsumerGroups(List.of(config.applicationId()))
                        .describedGroups()
                        .get(config.applicationId())
                        .get();
                List<Set<TopicPartition>> owned =
                    group.members().stream()
                        .map(member -> member.assignment().topicPartitions())
                        .toList();
                assertThat(owned).hasSize(2);
                for (String topic :
                    List.of(config.topics().names().images(), config.topics().names().captions())) {
                  assertThat(owned)
                      .allSatisfy(partitions -> assertThat(of(topic, partitions)).isNotEmpty());
                  Set<TopicPartition> all = new HashSet<>();
                  owned.forEach(partitions -> all.addAll(of(topic, partitions)));
                  assertThat(all).hasSize(PARTITIONS);
                }
              });
    }
  }

  private static Set<TopicPartition> of(String topic, Set<TopicPartition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.topic().equals(topic))
        .collect(Collectors.toSet());
  }

  private static Results results(ClipConfig config) throws Exception {
    try (AvroSerdes serdes = new AvroSerdes(config)) {
      send(config, serdes);
      LatestValues<EnrichedCaption> captions =
          new LatestValues<>(EnrichedCaption.class, config.topics().names().enrichedCaptions());
      captions.await(
          config,
          serdes,
          found ->
              found.size() == PAIRS
                  && found.values().stream()
                      .allMatch(caption -> caption.getStatus() == CaptionStatus.SCORED));
      LatestValues<EnrichedImage> images =
          new LatestValues<>(EnrichedImage.class, config.topics().names().enrichedImages());
      images.await(config, serdes, found -> found.size() == PAIRS);
      long mismatches =
          captions.values().values().stream()
              .filter(caption -> caption.getMatch().getScore() < 0.1f)
              .count();
      LatestValues<MismatchAlert> alerts =
          new LatestValues<>(MismatchAlert.class, config.topics().names().mismatchAlerts());
      alerts.await(config, serdes, found -> found.size() == mismatches);
      return new Results(images.values(), captions.values(), alerts.values());
    }
  }

  /** One timestamp for all, since which of a pair comes first is chance. */
  private static void send(ClipConfig config, AvroSerdes serdes) throws Exception {
    Serializer<Object> serializer = serdes.serializer();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      for (int i = 0; i < PAIRS; i++) {
        ByteBuffer content = ByteBuffer.wrap(("picture " + i).getBytes(StandardCharsets.UTF_8));
        sent.add(
            producer.send(
                record(
                    config.topics().names().images(),
                    "image-" + i,
                    new ImageEvent(content, null, null, Map.of()),
                    serializer)));
        sent.add(
            producer.send(
                record(
                    config.topics().names().captions(),
                    "caption-" + i,
                    new CaptionEvent("image-" + i, "text " + i, Map.of()),
                    serializer)));
      }
      for (Future<RecordMetadata> answer : sent) {
        answer.get();
      }
    }
  }

  private static ProducerRecord<String, byte[]> record(
      String topic, String key, SpecificRecord event, Serializer<Object> serializer) {
    return new ProducerRecord<>(topic, null, TIMESTAMP, key, serializer.serialize(topic, event));
  }

  private static Application start(ClipConfig config) {
    return Application.start(
        config,
        new EmbeddingModel(
            new ModelIdentity("fake", "revision-1", 10),
            new FakeEncoder(),
            OptionalDouble.empty()));
  }

  private static void createTopics(ClipConfig config) {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(PARTITIONS));
    }
  }

  private static ClipConfig config(String applicationId, String instance) {
    return ClipConfig.of(
        Map.of(
            "application.id",
            applicationId,
            "bootstrap.servers",
            SERVICES.bootstrapServers(),
            "apicurio.registry.url",
            SERVICES.registryUrl(),
            "state.dir",
            stateDirs.resolve(instance).toString(),
            "clip.topic.prefix",
            applicationId + ".",
            "clip.mismatch.threshold",
            "0.1"));
  }

  private record Results(
      Map<String, EnrichedImage> images,
      Map<String, EnrichedCaption> captions,
      Map<String, MismatchAlert> alerts) {}
}
