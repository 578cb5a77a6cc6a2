package io.clipstreams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipConfigTest {
  @Test
  void defaults() {
    ClipConfig config = ClipConfig.of(Map.of());

    assertThat(config.commitInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.model().model()).isEqualTo("bundled:clip-mini");
    assertThat(config.model().cache())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/clip-streams/models"));
    assertThat(config.model().hub()).isEqualTo("https://huggingface.co");
    assertThat(config.model().logitScale()).isEmpty();
    assertThat(config.model().device()).isEqualTo(new DeviceChoice(DeviceChoice.Kind.AUTO, 0));
    assertThat(config.model().inferenceThreads()).isZero();
    assertThat(config.model().normalize()).isTrue();
    assertThat(config.image().valueFormat()).isEqualTo(ImageConfig.ValueFormat.AVRO);
    assertThat(config.image().maxBytes()).isEqualTo(DataSize.ofMebibytes(16));
    assertThat(config.image().maxPixels()).isEqualTo(64_000_000);
    assertThat(config.image().alpha()).isEqualTo(ImageConfig.Alpha.DROP);
    assertThat(config.image().grey16()).isEqualTo(ImageConfig.Grey16.CLIP);
    assertThat(config.image().uriAllow()).isEmpty();
    assertThat(config.image().uriPrivateHosts()).isEmpty();
    assertThat(config.image().uriTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.image().uriMaxLength()).isEqualTo(4096);
    assertThat(config.image().uriMaxRedirects()).isEqualTo(5);
    assertThat(config.image().thumbnailSize()).isEqualTo(128);
    assertThat(config.text().maxBytes()).isEqualTo(DataSize.ofKibibytes(64));
    assertThat(config.text().specialTokens()).isEqualTo(TextConfig.SpecialTokens.PARSE);
    assertThat(config.judging().labelsMaxPrompts()).isEqualTo(10_000);
    assertThat(config.judging().defaultLabels())
        .hasSizeBetween(35, 50)
        .contains("hammer", "hot air balloon");
    assertThat(config.judging().policy()).isEqualTo("similarity");
    assertThat(config.judging().threshold()).isEmpty();
    assertThat(config.judging().margin()).isZero();
    assertThat(config.index().enabled()).isTrue();
    assertThat(config.index().directory()).isEmpty();
    assertThat(config.index().commitInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.index().buffer()).isEqualTo(DataSize.ofMebibytes(64));
    assertThat(config.index().connections()).isEqualTo(16);
    assertThat(config.index().candidates()).isEqualTo(64);
    assertThat(config.alerts().imageMissingAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(config.alerts().resolvedRetention()).isEqualTo(Duration.ofDays(7));
    assertThat(config.alerts().webhookUrl()).isEmpty();
    assertThat(config.alerts().webhookToken()).isEmpty();
    assertThat(config.alerts().webhookTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.alerts().webhookAttempts()).isEqualTo(5);
    assertThat(config.judging().calibration()).isEmpty();
    assertThat(config.judging().falseAlarmRate()).isEqualTo(0.05);
    assertThat(config.judging().contrastMin()).isEqualTo(0.95);
    assertThat(config.judging().contrastSize()).isEqualTo(256);
    assertThat(config.judging().contrastWarmUp()).isEqualTo(50);
    assertThat(config.judging().seed()).isEqualTo(1);
    assertThat(config.detection().patches()).isEqualTo(12);
    assertThat(config.detection().window()).isEqualTo(3);
    assertThat(config.detection().stride()).isEqualTo(1);
    assertThat(config.detection().cuts()).isEqualTo(2);
    assertThat(config.detection().threshold()).isEqualTo(0.4);
    assertThat(config.detection().minSimilarity()).isEmpty();
    assertThat(config.detection().boxMinSimilarity()).isEmpty();
    assertThat(config.detection().mergeIou()).isEqualTo(0.5);
    assertThat(config.detection().maxWindows()).isEqualTo(1024);
    assertThat(config.detection().maxPrompts()).isEqualTo(100);
    assertThat(config.topics().names()).isEqualTo(new TopicNames("clip.", "clip."));
    assertThat(config.topics().autoCreate()).isFalse();
    assertThat(config.topics().partitions()).isEqualTo(6);
    assertThat(config.topics().replicationFactor()).isEqualTo((short) -1);
    assertThat(config.topics().serde()).isEqualTo(SerdeClasses.APICURIO);
    assertThat(config.memory().inputBytes().bytes())
        .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    assertThat(config.memory().stateBytes()).isEqualTo(DataSize.ofMebibytes(256));
    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.http().token()).isEmpty();
    assertThat(config.http().insecure()).isFalse();
    assertThat(config.http().hosts()).isEmpty();
    assertThat(config.http().cors()).isEmpty();
    assertThat(config.http().metricsOpen()).isFalse();
    assertThat(config.http().requestMaxBytes()).isEqualTo(DataSize.ofMebibytes(24));
    assertThat(config.http().requestTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.http().bodiesMaxBytes()).isEqualTo(DataSize.ofMebibytes(96));
    assertThat(config.http().textsMax()).isEqualTo(256);
    assertThat(config.http().imagesMax()).isEqualTo(16);
    assertThat(config.http().inferenceMax()).isEqualTo(4);
    assertThat(config.http().inferenceTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.http().eventsClients()).isEqualTo(64);
    assertThat(config.http().kafkaTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.health().stallAfter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.health().selfTestEvery()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.health().registryEvery()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.state().ttl()).isEmpty();
    assertThat(config.log().format()).isEqualTo(LogConfig.Format.TEXT);
    assertThat(config.kafkaProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "application.id", "clip-streams",
                "bootstrap.servers", "localhost:9092",
                "state.dir", "data/state",
                "processing.guarantee", "exactly_once_v2",
                "apicurio.registry.url", "http://localhost:8081"));
  }

  @Test
  void everyKeyCanBeSet() {
    Map<String, String> settings = new HashMap<>();
    settings.put("clip.model", "openai/clip-vit-base-patch32");
    settings.put("clip.model.cache", "~/models");
    settings.put("clip.model.hub", "http://mirror:8000/hub/");
    settings.put("clip.model.logit.scale", "14.3");
    settings.put("clip.device", "cuda:1");
    settings.put("clip.index.enabled", "false");
    settings.put("clip.index.dir", "somewhere/index");
    settings.put("clip.index.commit.interval", "1m");
    settings.put("clip.index.buffer.bytes", "128MiB");
    settings.put("clip.index.graph.connections", "24");
    settings.put("clip.index.graph.candidates", "200");
    settings.put("clip.inference.threads", "3");
    settings.put("clip.embeddings.normalize", "false");
    settings.put("clip.inference.batch.max", "16");
    settings.put("clip.inference.linger", "50ms");
    settings.put("clip.image.threads", "4");
    settings.put("clip.lookahead", "false");
    settings.put("clip.lookahead.max.bytes", "1MiB");
    settings.put("clip.lookahead.max.records", "100");
    settings.put("clip.cache.max.bytes", "0B");
    settings.put("clip.image.value.format", "bytes");
    settings.put("clip.image.max.bytes", "5 MiB");
    settings.put("clip.image.max.pixels", "1000000");
    settings.put("clip.image.alpha", "white");
    settings.put("clip.image.grey16", "scale");
    settings.put("clip.image.uri.allow", "https://a.example/, file:///srv/");
    settings.put("clip.image.uri.private.hosts", "minio");
    settings.put("clip.image.uri.timeout", "2m");
    settings.put("clip.image.uri.max.length", "1000");
    settings.put("clip.image.uri.max.redirects", "0");
    settings.put("clip.thumbnail.size", "0");
    settings.put("clip.text.max.bytes", "1000");
    settings.put("clip.text.special.tokens", "escape");
    settings.put("clip.labels.default", "dog, hot dog");
    settings.put("clip.labels.max.prompts", "100");
    settings.put("clip.mismatch.policy", "contrast");
    settings.put("clip.mismatch.calibration", "/srv/calibration.json");
    settings.put("clip.mismatch.false.alarm.rate", "0.01");
    settings.put("clip.mismatch.contrast.min", "0.9");
    settings.put("clip.mismatch.contrast.size", "1024");
    settings.put("clip.mismatch.contrast.warmup", "100");
    settings.put("clip.mismatch.seed", "-7");
    settings.put("clip.mismatch.threshold", "0.25");
    settings.put("clip.mismatch.margin", "0.05");
    settings.put("clip.detection.patches", "24");
    settings.put("clip.detection.window", "6");
    settings.put("clip.detection.stride", "2");
    settings.put("clip.detection.cuts", "1");
    settings.put("clip.detection.threshold", "0.5");
    settings.put("clip.detection.min.similarity", "0.3");
    settings.put("clip.detection.box.min.similarity", "0.2");
    settings.put("clip.detection.merge.iou", "0.25");
    settings.put("clip.detection.max.windows", "100");
    settings.put("clip.alerts.image.missing.after", "5m");
    settings.put("clip.alerts.resolved.retention", "1d");
    settings.put("clip.alerts.webhook.url", "https://hooks.example/secret-path");
    settings.put("clip.alerts.webhook.token", "s3cret");
    settings.put("clip.alerts.webhook.timeout", "2s");
    settings.put("clip.alerts.webhook.attempts", "3");
    settings.put("clip.topic.prefix", "in.");
    settings.put("clip.topic.prefix.out", "out.");
    settings.put("clip.topics.auto.create", "true");
    settings.put("clip.topics.partitions", "12");
    settings.put("clip.topics.replication.factor", "3");
    settings.put("clip.serde", "com.example.Writer, com.example.Reader");
    settings.put("clip.memory.input.bytes", "100MB");
    settings.put("clip.memory.state.bytes", "64MiB");
    settings.put("clip.http.host", "0.0.0.0");
    settings.put("clip.http.port", "0");
    settings.put("clip.http.token", "0123456789abcdef");
    settings.put("clip.http.insecure", "true");
    settings.put("clip.http.hosts", "clip.example.org");
    settings.put("clip.http.cors", "https://app.example.org");
    settings.put("clip.http.metrics.open", "true");
    settings.put("clip.http.request.max.bytes", "1MiB");
    settings.put("clip.http.request.timeout", "5s");
    settings.put("clip.http.bodies.max.bytes", "4MiB");
    settings.put("clip.http.texts.max", "7");
    settings.put("clip.http.images.max", "8");
    settings.put("clip.http.inference.max", "2");
    settings.put("clip.http.inference.timeout", "9s");
    settings.put("clip.http.events.clients", "3");
    settings.put("clip.http.kafka.timeout", "4s");
    settings.put("clip.health.stall.after", "1m");
    settings.put("clip.health.self.test.every", "2m");
    settings.put("clip.health.registry.every", "3s");
    settings.put("clip.detection.max.prompts", "7");
    settings.put("clip.state.ttl", "90d");
    settings.put("clip.log.format", "json");
    assertThat(settings.keySet())
        .as("a new key belongs into this test")
        .containsExactlyInAnyOrderElementsOf(ClipConfig.definition().names());

    ClipConfig config = ClipConfig.of(settings);

    assertThat(config.model().model()).isEqualTo("openai/clip-vit-base-patch32");
    assertThat(config.model().cache())
        .isEqualTo(Path.of(System.getProperty("user.home"), "models"));
    assertThat(config.model().hub()).isEqualTo("http://mirror:8000/hub");
    assertThat(config.model().logitScale()).hasValue(14.3);
    assertThat(config.model().device()).isEqualTo(new DeviceChoice(DeviceChoice.Kind.CUDA, 1));
    assertThat(config.model().inferenceThreads()).isEqualTo(3);
    assertThat(config.model().normalize()).isFalse();
    assertThat(config.inference().batchMax()).isEqualTo(16);
    assertThat(config.inference().linger()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.inference().imageThreads()).isEqualTo(4);
    assertThat(config.inference().lookAhead()).isFalse();
    assertThat(config.inference().lookAheadMaxBytes()).isEqualTo(DataSize.ofMebibytes(1));
    assertThat(config.inference().lookAheadMaxRecords()).isEqualTo(100);
    assertThat(config.inference().cacheMaxBytes()).isEqualTo(DataSize.ofBytes(0));
    assertThat(config.image().valueFormat()).isEqualTo(ImageConfig.ValueFormat.BYTES);
    assertThat(config.image().maxBytes()).isEqualTo(DataSize.ofMebibytes(5));
    assertThat(config.image().maxPixels()).isEqualTo(1_000_000);
    assertThat(config.image().alpha()).isEqualTo(ImageConfig.Alpha.WHITE);
    assertThat(config.image().grey16()).isEqualTo(ImageConfig.Grey16.SCALE);
    assertThat(config.image().uriAllow()).containsExactly("https://a.example/", "file:///srv/");
    assertThat(config.image().uriPrivateHosts()).containsExactly("minio");
    assertThat(config.image().uriTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.image().uriMaxLength()).isEqualTo(1000);
    assertThat(config.image().uriMaxRedirects()).isZero();
    assertThat(config.image().thumbnailSize()).isZero();
    assertThat(config.text().maxBytes()).isEqualTo(DataSize.ofBytes(1000));
    assertThat(config.text().specialTokens()).isEqualTo(TextConfig.SpecialTokens.ESCAPE);
    assertThat(config.judging().defaultLabels()).isEqualTo(List.of("dog", "hot dog"));
    assertThat(config.judging().labelsMaxPrompts()).isEqualTo(100);
    assertThat(config.judging().policy()).isEqualTo("contrast");
    assertThat(config.judging().calibration()).contains(Path.of("/srv/calibration.json"));
    assertThat(config.judging().falseAlarmRate()).isEqualTo(0.01);
    assertThat(config.judging().contrastMin()).isEqualTo(0.9);
    assertThat(config.judging().contrastSize()).isEqualTo(1024);
    assertThat(config.judging().contrastWarmUp()).isEqualTo(100);
    assertThat(config.judging().seed()).isEqualTo(-7);
    assertThat(config.judging().threshold()).hasValue(0.25);
    assertThat(config.judging().margin()).isEqualTo(0.05);
    assertThat(config.detection().patches()).isEqualTo(24);
    assertThat(config.detection().window()).isEqualTo(6);
    assertThat(config.detection().stride()).isEqualTo(2);
    assertThat(config.detection().cuts()).isEqualTo(1);
    assertThat(config.detection().threshold()).isEqualTo(0.5);
    assertThat(config.detection().minSimilarity()).hasValue(0.3);
    assertThat(config.detection().boxMinSimilarity()).hasValue(0.2);
    assertThat(config.detection().mergeIou()).isEqualTo(0.25);
    assertThat(config.detection().maxWindows()).isEqualTo(100);
    assertThat(config.index().enabled()).isFalse();
    assertThat(config.index().directory()).contains(Path.of("somewhere/index"));
    assertThat(config.index().commitInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.index().buffer()).isEqualTo(DataSize.ofMebibytes(128));
    assertThat(config.index().connections()).isEqualTo(24);
    assertThat(config.index().candidates()).isEqualTo(200);
    assertThat(config.alerts().imageMissingAfter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.alerts().resolvedRetention()).isEqualTo(Duration.ofDays(1));
    assertThat(config.alerts().webhookUrl())
        .contains(URI.create("https://hooks.example/secret-path"));
    assertThat(config.alerts().webhookToken()).contains("s3cret");
    assertThat(config.alerts().webhookTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.alerts().webhookAttempts()).isEqualTo(3);
    assertThat(config.topics().names()).isEqualTo(new TopicNames("in.", "out."));
    assertThat(config.topics().autoCreate()).isTrue();
    assertThat(config.topics().partitions()).isEqualTo(12);
    assertThat(config.topics().replicationFactor()).isEqualTo((short) 3);
    assertThat(config.topics().serde())
        .isEqualTo(new SerdeClasses("com.example.Writer", "com.example.Reader"));
    assertThat(config.memory().inputBytes()).isEqualTo(DataSize.ofBytes(100_000_000));
    assertThat(config.memory().stateBytes()).isEqualTo(DataSize.ofMebibytes(64));
    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.http().port()).isZero();
    assertThat(config.http().token()).hasValue("0123456789abcdef");
    assertThat(config.http().insecure()).isTrue();
    assertThat(config.http().hosts()).containsExactly("clip.example.org");
    assertThat(config.http().cors()).containsExactly("https://app.example.org");
    assertThat(config.http().metricsOpen()).isTrue();
    assertThat(config.http().requestMaxBytes()).isEqualTo(DataSize.ofMebibytes(1));
    assertThat(config.http().requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.http().bodiesMaxBytes()).isEqualTo(DataSize.ofMebibytes(4));
    assertThat(config.http().textsMax()).isEqualTo(7);
    assertThat(config.http().imagesMax()).isEqualTo(8);
    assertThat(config.http().inferenceMax()).isEqualTo(2);
    assertThat(config.http().inferenceTimeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(config.http().eventsClients()).isEqualTo(3);
    assertThat(config.http().kafkaTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.health().stallAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.health().selfTestEvery()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.health().registryEvery()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.detection().maxPrompts()).isEqualTo(7);
    assertThat(config.state().ttl()).hasValue(Duration.ofDays(90));
    assertThat(config.log().format()).isEqualTo(LogConfig.Format.JSON);
  }

  @Test
  void everyKeyCanBeSetByTheEnvironment() {
    assertThat(ClipConfig.definition().names())
        .allMatch(key -> key.startsWith("clip.") && key.matches("[a-z0-9.]+"));
  }

  @Test
  void theNearestSourceWins(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("clip.properties");
    Files.writeString(
        file,
        """
        clip.http.port = 1
        clip.http.host = file
        clip.model = mödel
        linger.ms = 5
        client.id = file
        """);
    ClipConfig config =
        ClipConfig.load(
            Optional.of(file),
            Map.of("CLIP_HTTP_PORT", "2", "CLIP_HTTP_HOST", "env", "KAFKA_CLIENT_ID", "env"),
            Map.of("clip.http.port", "3"));

    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.http().host()).isEqualTo("env");
    assertThat(config.model().model()).isEqualTo("mödel");
    assertThat(config.kafkaProperty("linger.ms")).hasValue("5");
    assertThat(config.kafkaProperty("client.id")).hasValue("env");
  }

  @Test
  void othersVariablesAreLeftAlone() {
    Map<String, String> environment = new HashMap<>();
    environment.put("CLIP_CLASSPATH", "/jars/*");
    environment.put("CLIP_STREAMS_PORT", "tcp://10.0.0.1:8080");
    environment.put("CLIP_STREAMS_SERVICE_HOST", "10.0.0.1");
    environment.put("CLIP_MODEL", "");
    environment.put("KAFKA_HEAP_OPTS", "-Xmx1g");
    environment.put("KAFKA_OPTS", "-ea");
    environment.put("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseG1GC");
    environment.put("KAFKA_HOME", "/opt/kafka");
    environment.put("KAFKA_PORT_9092_TCP_ADDR", "10.0.0.2");
    environment.put("PATH", "/bin");

    ClipConfig config = ClipConfig.load(Optional.empty(), environment, Map.of());

    assertThat(config.toString()).isEqualTo(ClipConfig.of(Map.of()).toString());
  }

  @Test
  void anUnknownKeyNamesItsSourceAndTheNearest(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> ClipConfig.of(Map.of("clip.modle", "x")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "unknown key clip.modle on the command line; did you mean clip.model?"
                + " 'clip-streams config' lists all");
    assertThatThrownBy(
            () -> ClipConfig.load(Optional.empty(), Map.of("CLIP_HTTP_PROT", "1"), Map.of()))
        .hasMessageContaining("environment variable CLIP_HTTP_PROT")
        .hasMessageContaining("clip.http.port");
    Path file = Files.writeString(directory.resolve("c.properties"), "clip.image.max.byte=1");
    assertThatThrownBy(() -> ClipConfig.load(Optional.of(file), Map.of(), Map.of()))
        .hasMessageContaining("c.properties")
        .hasMessageContaining("did you mean clip.image.max.bytes?");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(
            () -> ClipConfig.load(Optional.of(Path.of("none.properties")), Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("no configuration file none.properties");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          clip.image.max.bytes, lots
          clip.image.max.bytes, 0
          clip.image.max.bytes, 2GiB
          clip.image.uri.timeout, soon
          clip.image.uri.timeout, 0s
          clip.image.alpha, black
          clip.device, tpu
          clip.device, cuda:x
          clip.model, ' '
          clip.model.hub, ftp://host/
          clip.model.logit.scale, -1
          clip.model.logit.scale, NaN
          clip.mismatch.threshold, 1.5
          clip.mismatch.policy, guess
          clip.alerts.image.missing.after, 0s
          clip.alerts.resolved.retention, never
          clip.alerts.webhook.url, ftp://host/
          clip.alerts.webhook.token, two words
          clip.alerts.webhook.attempts, 0
          clip.mismatch.false.alarm.rate, 2
          clip.mismatch.contrast.min, -1
          clip.mismatch.contrast.size, 1
          clip.mismatch.contrast.warmup, 0
          clip.mismatch.seed, x
          clip.topics.replication.factor, 0
          clip.topics.partitions, 0
          clip.topic.prefix, a/b
          clip.labels.default, ''
          clip.serde, json
          clip.http.port, 65536
          clip.embeddings.normalize, perhaps
          """)
  void anInvalidValueNamesItsKey(String key, String value) {
    assertThatThrownBy(() -> ClipConfig.of(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  @Test
  void outputsFollowTheInputsPrefixUnlessTheyHaveTheirOwn() {
    assertThat(ClipConfig.of(Map.of("clip.topic.prefix", "a.")).topics().names())
        .isEqualTo(new TopicNames("a.", "a."));
    assertThat(ClipConfig.of(Map.of("clip.topic.prefix.out", "")).topics().names())
        .isEqualTo(new TopicNames("clip.", "clip."));
  }

  @Test
  void aRegistryUrlOfTheOtherSerdeIsRefused() {
    assertThatThrownBy(() -> ClipConfig.of(Map.of("schema.registry.url", "http://r:8081")))
        .hasMessageContaining("clip.serde=confluent");
    assertThatThrownBy(() -> ClipConfig.of(Map.of("clip.serde", "confluent")))
        .hasMessageContaining("schema.registry.url");
    assertThat(
            ClipConfig.of(Map.of("clip.serde", "confluent", "schema.registry.url", "http://r:8081"))
                .topics()
                .serde())
        .isEqualTo(SerdeClasses.CONFLUENT);
  }

  @Test
  void withChangesACopy() {
    ClipConfig config = ClipConfig.of(Map.of("clip.http.port", "1", "client.id", "me"));

    ClipConfig changed = config.with(Map.of("bootstrap.servers", "b:1"));

    assertThat(changed.bootstrapServers()).isEqualTo("b:1");
    assertThat(changed.http().port()).isEqualTo(1);
    assertThat(changed.kafkaProperty("client.id")).hasValue("me");
    assertThat(config.bootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void secretsAreHiddenInText() {
    Map<String, String> settings = new HashMap<>();
    settings.put("sasl.jaas.config", "s3cret required password=\"s3cret\";");
    settings.put("ssl.key.password", "s3cret");
    settings.put("producer.ssl.keystore.password", "s3cret");
    settings.put("ssl.keystore.key", "s3cret");
    settings.put("ssl.keystore.certificate.chain", "s3cret");
    settings.put("basic.auth.user.info", "me:s3cret");
    settings.put("bearer.auth.token", "s3cret");
    settings.put("apicurio.registry.auth.client.secret", "s3cret");
    settings.put("apicurio.registry.auth.password", "s3cret");
    settings.put("apicurio.registry.url", "http://me:s3cret@registry:8081");
    settings.put("client.id", "visible");
    settings.put("clip.alerts.webhook.url", "https://hooks.example/s3cret");
    settings.put("clip.alerts.webhook.token", "s3cret");

    String text = ClipConfig.of(settings).toString();

    assertThat(text)
        .doesNotContain("s3cret")
        .contains("client.id=visible")
        .contains("clip.text.special.tokens=parse")
        .contains("sasl.jaas.config=[hidden]");
    assertThat(ClipConfig.of(settings).kafkaProperty("ssl.key.password")).hasValue("s3cret");
  }

  /** What Kafka itself calls a password, with every prefix that its clients are reached by. */
  @Test
  void everySecretOfKafkaIsHidden() {
    List<ConfigDef> definitions =
        List.of(
            StreamsConfig.configDef(),
            ProducerConfig.configDef(),
            ConsumerConfig.configDef(),
            AdminClientConfig.configDef());
    Set<String> secrets =
        definitions.stream()
            .flatMap(definition -> definition.configKeys().values().stream())
            .filter(key -> key.type == ConfigDef.Type.PASSWORD)
            .map(key -> key.name)
            .collect(Collectors.toSet());
    assertThat(secrets).contains("sasl.jaas.config", "ssl.key.password", "ssl.keystore.key");
    Map<String, String> settings = new HashMap<>();
    for (String prefix :
        List.of("", "producer.", "consumer.", "admin.", "main.consumer.", "global.consumer.")) {
      secrets.forEach(key -> settings.put(prefix + key, "s3cret"));
    }

    ClipConfig config = ClipConfig.of(settings);

    assertThat(config.toString()).doesNotContain("s3cret");
    assertThat(config.shown().values()).doesNotContain("s3cret");
    assertThat(config.kafkaProperty("admin.sasl.jaas.config")).hasValue("s3cret");
  }

  @Test
  void secretsOfOursAreOfATypeThatHidesThem() {
    assertThat(ClipConfig.definition().configKeys().values())
        .filteredOn(key -> key.name.matches(".*\\.(token|secret|password|credentials|key)"))
        .isNotEmpty()
        .allSatisfy(key -> assertThat(key.type).as(key.name).isEqualTo(ConfigDef.Type.PASSWORD));
    String token = "s3cret-s3cret-s3cret";
    ClipConfig config = ClipConfig.of(Map.of("clip.http.token", token));
    assertThat(config.toString()).contains("clip.http.token=[hidden]").doesNotContain(token);
    assertThat(config.http().token()).hasValue(token);
    assertThatThrownBy(() -> ClipConfig.of(Map.of("clip.http.token", "too s3cret")))
        .hasMessageContaining("at least 16 characters")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void nothingCanBeChanged() {
    assertThatThrownBy(() -> ClipConfig.of(Map.of()).kafkaProperties().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void bodiesThatWouldNeverFitAreRefused() {
    assertThatThrownBy(
            () ->
                ClipConfig.of(
                    Map.of(
                        "clip.http.bodies.max.bytes", "8MiB",
                        "clip.http.request.max.bytes", "9MiB")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("clip.http.bodies.max.bytes=8MiB")
        .hasMessageContaining("clip.http.request.max.bytes (9MiB)");
    assertThatThrownBy(() -> ClipConfig.of(Map.of("clip.http.bodies.max.bytes", "1MiB")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("clip.http.request.max.bytes (24MiB)");
    ClipConfig grown = ClipConfig.of(Map.of("clip.http.request.max.bytes", "200MiB"));
    assertThat(grown.http().bodiesMaxBytes()).isEqualTo(DataSize.ofMebibytes(200));
  }
}
