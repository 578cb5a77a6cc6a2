package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionEvent;
import io.clipstreams.Embedding;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.LabelScore;
import io.clipstreams.LabelSet;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicTail;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.serde.AvroSerdes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real broker and a real registry; each test has its own topic prefix. */
class CommandsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;

  private static CommandLineRun run(String prefix, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--bootstrap-server", SERVICES.bootstrapServers()));
    all.addAll(List.of("--registry", SERVICES.registryUrl()));
    all.addAll(List.of("-D", "clip.topic.prefix=" + prefix));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private static void create(String prefix, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("topics", "create", "--partitions", "3"), Arrays.stream(arguments))
            .toArray(String[]::new);
    CommandLineRun run = run(prefix, all);
    assertThat(run.code()).as(run.err()).isZero();
  }

  private static ClipConfig config(String prefix) {
    return ClipConfig.of(
        Map.of(
            "bootstrap.servers", SERVICES.bootstrapServers(),
            "apicurio.registry.url", SERVICES.registryUrl(),
            "clip.topic.prefix", prefix));
  }

  /** What lies in a topic, by key. */
  private static Map<String, byte[]> read(String prefix, String topic) {
    Map<String, byte[]> values = new HashMap<>();
    try (TopicTail tail = new TopicTail(new KafkaClients(config(prefix)), prefix + topic, true)) {
      tail.follow(
          OptionalLong.empty(),
          Optional.of(Duration.ofSeconds(1)),
          record -> values.put(record.key().orElseThrow(), record.raw().value()));
    }
    return values;
  }

  private static Map<String, Object> readAvro(String prefix, String topic) {
    Map<String, Object> events = new HashMap<>();
    try (AvroSerdes serdes = new AvroSerdes(config(prefix));
        Deserializer<Object> deserializer = serdes.deserializer()) {
      read(prefix, topic)
          .forEach((key, value) -> events.put(key, deserializer.deserialize(topic, value)));
    }
    return events;
  }

  @Test
  void topicsAreMadeOnceAndDifferencesAreSaid() throws IOException {
    CommandLineRun first = run("made.", "topics", "create", "--json");
    CommandLineRun second = run("made.", "topics", "create");
    CommandLineRun third =
        run("made.", "topics", "create", "--partitions", "3", "--retention", "2d");

    assertThat(first.code()).isZero();
    assertThat(JSON.readTree(first.out()))
        .hasSize(9)
        .allMatch(node -> node.get("created").asBoolean());
    assertThat(second.code()).isZero();
    assertThat(second.out().lines().skip(1)).hasSize(9).allMatch(line -> line.endsWith("exists"));
    assertThat(third.out())
        .contains("partitions 6, not 3")
        .contains("cleanup.policy compact, not delete")
        .contains("retention.ms 604800000, not 172800000");
  }

  @Test
  void describeTellsWhatThereIsAndWhatIsMissing() throws IOException {
    assertThat(run("absent.", "topics", "describe").code()).isEqualTo(1);
    assertThat(run("absent.", "topics", "describe").out()).contains("missing");
    create("there.", "--replication-factor", "1");

    CommandLineRun table = run("there.", "topics", "describe");
    JsonNode json = JSON.readTree(run("there.", "topics", "describe", "--json").out());

    assertThat(table.code()).isZero();
    assertThat(table.out()).containsPattern("there.images +3 +1 +compact +for ever +16842752");
    assertThat(table.out()).containsPattern("there.dead-letters +3 +1 +delete +7d +17891328");
    assertThat(json).hasSize(9).allMatch(node -> node.get("partitions").asInt() == 3);
  }

  @Test
  void moreCopiesThanBrokersIsOneClearLine() {
    CommandLineRun run = run("copies.", "topics", "create", "--replication-factor", "3");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("--replication-factor 1").doesNotContain("\tat ");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void imagesAndTheirCaptionsArriveAsTheyAre() throws IOException {
    create("in.");
    byte[] content = {1, 2, 3};
    Files.createDirectories(directory.resolve("sub"));
    Files.write(directory.resolve("sub/a.jpg"), content);
    Files.write(directory.resolve("b.png"), new byte[0]);
    Files.writeString(directory.resolve("notes.txt"), "no image");
    Path captions =
        Files.writeString(
            directory.resolve("captions.csv"),
            "file,caption\nsub/a.jpg,\"a dog, a naïve one\"\nb.png,\nb.png,a cat\n");

    CommandLineRun run =
        run("in.", "produce", "images", directory.toString(), "--captions", captions.toString());

    assertThat(run.out()).startsWith("sent 2 images (").contains("2 captions (", "refused 1");
    assertThat(run.err()).contains("captions.csv:3: no caption").contains("skipped: 2 files");
    assertThat(run.code()).as("a row was refused").isEqualTo(1);
    assertThat(readAvro("in.", "images"))
        .containsOnly(
            Map.entry("sub/a.jpg", new ImageEvent(ByteBuffer.wrap(content), null, null, Map.of())),
            Map.entry("b.png", new ImageEvent(ByteBuffer.allocate(0), null, null, Map.of())));
    assertThat(readAvro("in.", "captions"))
        .containsOnly(
            Map.entry("sub/a.jpg#1", new CaptionEvent("sub/a.jpg", "a dog, a naïve one", Map.of())),
            Map.entry("b.png#1", new CaptionEvent("b.png", "a cat", Map.of())));
  }

  @Test
  void captionsAloneWithASummaryForScripts() throws IOException {
    create("captions.");
    Path file = Files.writeString(directory.resolve("c.csv"), "file,caption\na.jpg,one\n");

    CommandLineRun run = run("captions.", "produce", "captions", file.toString(), "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode summary = JSON.readTree(run.out());
    assertThat(summary.get("captions").asInt()).isEqualTo(1);
    assertThat(summary.get("refused")).isEmpty();
  }

  @Test
  void filesAreValuesWhereTheFormatIsBytes() throws IOException {
    create("raw.");
    byte[] content = {9, 8, 7};
    Path file = Files.write(directory.resolve("x.jpg"), content);

    CommandLineRun run =
        run("raw.", "produce", "images", file.toString(), "-D", "clip.image.value.format=bytes");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(read("raw.", "images").get("x.jpg")).isEqualTo(content);
  }

  @Test
  void theLargestFileThatFitsIsTakenAndALargerOneRefusedWithTheRemedy() throws IOException {
    String limit = "clip.image.max.bytes=10KiB";
    create("small.", "-D", limit);
    int topicLimit = (10 + 64) << 10;
    write("exactly.jpg", 10 << 10);
    write("fits.jpg", topicLimit - 512 - 3 * "fits.jpg".length());
    write("over.jpg", topicLimit - 512 - 3 * "over.jpg".length() + 1);
    write("far-over.jpg", 40 << 20);

    CommandLineRun run = run("small.", "produce", "images", directory.toString(), "-D", limit);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).startsWith("sent 2 images").contains("refused 2");
    assertThat(run.err())
        .contains("far-over.jpg: 41943040 bytes do not fit")
        .contains("over.jpg")
        .contains("max.message.bytes " + topicLimit)
        .contains("uri instead of its content");
    assertThat(read("small.", "images")).containsOnlyKeys("exactly.jpg", "fits.jpg");
  }

  private void write(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Files.write(directory.resolve(name), bytes);
  }

  @Test
  void aBrokenTableIsFoundBeforeAnythingIsSent() throws IOException {
    create("broken-table.");
    Files.write(directory.resolve("a.jpg"), new byte[] {1});
    Path csv = Files.writeString(directory.resolve("c.csv"), "file,caption\na.jpg,\"x\"y\n");

    CommandLineRun run =
        run(
            "broken-table.",
            "produce",
            "images",
            directory.toString(),
            "--captions",
            csv.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("error: ").contains("c.csv:2: ");
    assertThat(read("broken-table.", "images")).isEmpty();
  }

  @Test
  void aLabelSetArrives() {
    create("labels.");

    CommandLineRun run =
        run(
            "labels.",
            "labels",
            "set",
            "pets",
            "dog",
            "cat",
            "--template",
            "a {}",
            "--template",
            "{}!",
            "--top-k",
            "1");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualToIgnoringNewLines("label set 'pets': 2 labels");
    assertThat(readAvro("labels.", "label-sets"))
        .containsOnly(
            Map.entry(
                "pets", new LabelSet(List.of("dog", "cat"), List.of("a {}", "{}!"), true, 1)));
  }

  @Test
  void withoutTopicsOrRegistryOneLineSaysWhatToDo() throws IOException {
    Path file = Files.writeString(directory.resolve("c.csv"), "file,caption\na.jpg,one\n");
    CommandLineRun noTopics = run("none.", "produce", "captions", file.toString());
    CommandLineRun noTail = run("none.", "tail", "alerts", "--timeout", "1s");
    create("registry.");
    CommandLineRun noRegistry =
        CommandLineRun.of(
            "produce",
            "captions",
            file.toString(),
            "--bootstrap-server",
            SERVICES.bootstrapServers(),
            "--registry",
            "http://127.0.0.1:1",
            "-D",
            "clip.topic.prefix=registry.");

    assertThat(List.of(noTopics, noTail, noRegistry))
        .allSatisfy(
            run -> {
              assertThat(run.code()).isEqualTo(1);
              assertThat(run.err().lines()).hasSize(1);
            });
    assertThat(noTopics.err()).contains("none.images").contains("clip-streams topics create");
    assertThat(noTail.err()).contains("none.mismatch-alerts").contains("topics create");
    assertThat(noRegistry.err()).contains("registry does not answer").contains("--registry");
  }

  @Test
  void tailPrintsWholeRecordsAsJsonAndRowsWithoutVectors() throws IOException {
    create("tail.");
    try (AvroSerdes serdes = new AvroSerdes(config("tail."));
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = transactional()) {
      String topic = "tail.enriched-images";
      byte[] value = serializer.serialize(topic, image());
      inTransaction(
          producer,
          true,
          new ProducerRecord<>(topic, 0, "i1", value),
          new ProducerRecord<>(topic, 0, "i2", null),
          new ProducerRecord<>(topic, 0, "i3", new byte[] {1, 2}));
      inTransaction(producer, false, new ProducerRecord<>(topic, 0, "aborted", value));
      inTransaction(producer, true, new ProducerRecord<>(topic, 0, "i4", value));
    }

    CommandLineRun json = tail("enriched-images", "--json");
    CommandLineRun table = tail("enriched-images");
    CommandLineRun limited = tail("enriched-images", "--json", "--limit", "1");

    assertThat(json.code()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : json.out().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines)
        .extracting(line -> line.get("key").asText())
        .containsExactly("i1", "i2", "i4");
    assertThat(lines.get(0).at("/value/embedding/vector/0").floatValue()).isEqualTo(0.6f);
    assertThat(lines.get(0).at("/value/thumbnail").asText()).isEqualTo("AQI=");
    assertThat(lines.get(1).get("value").isNull()).isTrue();
    assertThat(json.err()).contains("offset 2 cannot be read");
    assertThat(table.out())
        .startsWith("IMAGE ")
        .containsPattern("i1 +640x480 +image/jpeg +default: dog 91 %")
        .containsPattern("i2 +\\(deleted\\)")
        .doesNotContain("0.6");
    assertThat(limited.out().lines()).hasSize(1);
  }

  private static CommandLineRun tail(String... arguments) {
    return run(
        "tail.",
        Stream.concat(
                Stream.of("tail", arguments[0], "--from-beginning", "--timeout", "1s"),
                Arrays.stream(arguments).skip(1))
            .toArray(String[]::new));
  }

  @Test
  void tailShowsAlertsAndDeadLetters() throws IOException {
    create("tail.");
    try (AvroSerdes serdes = new AvroSerdes(config("tail."));
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = transactional()) {
      String alerts = "tail.mismatch-alerts";
      MismatchAlert unlabelled =
          MismatchAlert.newBuilder(alert()).setCaptionId("c2").setImageLabels(List.of()).build();
      ProducerRecord<String, byte[]> dead =
          new ProducerRecord<>("tail.dead-letters", 0, "bad.jpg", new byte[] {5});
      header(dead, "clip.errors.code", "DECODE_FAILED");
      header(dead, "__streams.errors.topic", "clip.images");
      header(dead, "__streams.errors.partition", "2");
      header(dead, "__streams.errors.offset", "7");
      header(dead, "__streams.errors.message", "cut off\nafter 5 bytes");
      inTransaction(
          producer,
          true,
          new ProducerRecord<>(alerts, 0, "c1", serializer.serialize(alerts, alert())),
          new ProducerRecord<>(alerts, 0, "c2", serializer.serialize(alerts, unlabelled)),
          dead);
    }

    assertThat(tail("alerts").out())
        .containsPattern("RAISED +IMAGE_MISSING +c1 +i1 +a cat sleeps -> dog 91 %")
        .containsPattern("RAISED +IMAGE_MISSING +c2 +i1 +a cat sleeps\\n");
    assertThat(tail("dead-letters").out())
        .containsPattern("DECODE_FAILED +bad.jpg +clip.images/2@7 +cut off after 5 bytes");
    JsonNode letter = JSON.readTree(tail("dead-letters", "--json").out());
    assertThat(letter.get("value").asText()).isEqualTo("BQ==");
    assertThat(letter.at("/headers/clip.errors.code").asText()).isEqualTo("DECODE_FAILED");
  }

  @Test
  void acceptedPairsAreWrittenForACalibration() throws IOException {
    create("accepted.");
    try (AvroSerdes serdes = new AvroSerdes(config("accepted."));
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = transactional()) {
      String topic = "accepted.mismatch-alerts";
      MismatchAlert accepted =
          MismatchAlert.newBuilder(alert())
              .setReason(AlertReason.MISMATCH)
              .setText("a cat, \"asleep\"")
              .setState(AlertState.RESOLVED)
              .setResolution(AlertResolution.ACCEPTED)
              .build();
      MismatchAlert changed =
          MismatchAlert.newBuilder(accepted).setResolution(AlertResolution.CAPTION_CHANGED).build();
      byte[] good = serializer.serialize(topic, accepted);
      inTransaction(
          producer,
          true,
          new ProducerRecord<>(topic, 0, "c1", good),
          new ProducerRecord<>(topic, 1, "c2", good),
          new ProducerRecord<>(topic, 1, "c2", serializer.serialize(topic, changed)),
          new ProducerRecord<>(topic, 2, "c3", good),
          new ProducerRecord<>(topic, 2, "c3", null));
    }
    Path file = directory.resolve("accepted.csv");

    CommandLineRun run = run("accepted.", "alerts", "accepted", "--output", file.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("1 accepted pairs");
    assertThat(Files.readString(file))
        .isEqualTo("file,caption,caption_id\r\ni1,\"a cat, \"\"asleep\"\"\",c1\r\n");
    assertThat(run("accepted.", "alerts", "accepted").out()).startsWith("file,caption,caption_id");
  }

  private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tailEndsInTimeWithOneWhenRecordsAreMissing() {
    create("quiet.");

    CommandLineRun run = run("quiet.", "tail", "detections", "--limit", "2", "--timeout", "500ms");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("0 of 2 records");
  }

  @Test
  void tailBeginsWithWhatComesAfterItsStart() {
    create("latest.");
    KafkaClients clients = new KafkaClients(config("latest."));
    List<String> seen = new ArrayList<>();
    try (Producer<String, byte[]> producer = transactional()) {
      inTransaction(producer, true, new ProducerRecord<>("latest.detections", "before", null));
      try (TopicTail tail = new TopicTail(clients, "latest.detections", false)) {
        inTransaction(producer, true, new ProducerRecord<>("latest.detections", "after", null));
        tail.follow(
            OptionalLong.of(1),
            Optional.of(Duration.ofSeconds(10)),
            record -> seen.add(record.key().orElseThrow()));
      }
    }
    assertThat(seen).containsExactly("after");
  }

  private static Producer<String, byte[]> transactional() {
    Producer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                SERVICES.bootstrapServers(),
                "transactional.id",
                "test-" + System.nanoTime()),
            new StringSerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  @SafeVarargs
  private static void inTransaction(
      Producer<String, byte[]> producer,
      boolean commit,
      ProducerRecord<String, byte[]>... records) {
    producer.beginTransaction();
    for (ProducerRecord<String, byte[]> record : records) {
      var unused = producer.send(record);
    }
    producer.flush();
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  private static EnrichedImage image() {
    return EnrichedImage.newBuilder()
        .setImageId("i1")
        .setEmbedding(new Embedding(List.of(0.6f, 0.8f), "m", "r", true))
        .setContentSha256("00")
        .setMediaType("image/jpeg")
        .setWidth(640)
        .setHeight(480)
        .setLabels(Map.of("default", List.of(new LabelScore("dog", 0.3f, 0.91f))))
        .setThumbnail(ByteBuffer.wrap(new byte[] {1, 2}))
        .setEventTime(Instant.ofEpochMilli(1))
        .build();
  }

  private static MismatchAlert alert() {
    return MismatchAlert.newBuilder()
        .setCaptionId("c1")
        .setImageId("i1")
        .setText("a cat sleeps")
        .setState(AlertState.RAISED)
        .setReason(AlertReason.IMAGE_MISSING)
        .setImageLabels(List.of(new LabelScore("dog", 0.3f, 0.91f)))
        .setModelRevision("r")
        .setRaisedAt(Instant.ofEpochMilli(1))
        .build();
  }
}
