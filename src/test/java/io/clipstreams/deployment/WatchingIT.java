package io.clipstreams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.ImageEvent;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.ServedApplication;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.local.Samples;
import io.clipstreams.serde.AvroSerdes;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What {@code deploy/} asks of Prometheus is what a running application exports. */
class WatchingIT {
  private static final Path DASHBOARD = Path.of("deploy/grafana/clip-streams.json");
  private static final Path RULES = Path.of("deploy/prometheus/alerts.yml");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:clip|kafka|jvm|process|system|cache)_[a-z0-9_]+");
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path stateDir;

  @Test
  void dashboardAndAlertRulesAskForWhatIsExported() throws Exception {
    Set<String> asked = new TreeSet<>();
    expressions().forEach(expression -> asked.addAll(metrics(expression)));
    assertThat(asked)
        .hasSizeGreaterThan(30)
        .contains(
            "clip_records_total",
            "clip_dead_letters_total",
            "clip_inference_batch_size_sum",
            "clip_inference_queue",
            "clip_inference_wait_seconds_bucket",
            "clip_decode_seconds_bucket",
            "clip_inference_run_seconds_bucket",
            "clip_record_latency_seconds_bucket",
            "cache_gets_total",
            "clip_alerts_open",
            "kafka_consumer_fetch_manager_records_lag",
            "clip_model_info");
    ClipConfig config = config();
    try (EmbeddingModel model = EmbeddingModel.load(config);
        ServedApplication served = ServedApplication.start(config, model)) {
      produce(config);
      // Kafka's metrics are looked for anew every 15 seconds.
      Set<String> missing = new TreeSet<>(asked);
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                missing.removeAll(metrics(scrape(served)));
                assertThat(missing).isEmpty();
              });
      String metrics = scrape(served);
      assertThat(metrics)
          .containsPattern(
              "clip_dead_letters_total\\{[^}]*code=\"DESERIALIZATION_FAILED\"[^}]*} 1\\.0")
          .containsPattern("clip_records_total\\{[^}]*outcome=\"processed\"[^}]*} 1\\.0")
          .containsPattern("clip_model_info\\{[^}]*revision=\"[0-9a-f]{64}\"[^}]*} 1")
          .containsPattern("cache_gets_total\\{[^}]*cache=\"clip.images\"[^}]*} 1\\.0")
          .contains(
              "clip_stream_running 1.0",
              "clip_registry_waiting 0.0",
              "clip_registry_reachable 1.0",
              "clip_alerts_open 0.0");
    }
  }

  @Test
  void everyPanelAndRuleIsComplete() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    List<Integer> ids = new ArrayList<>();
    for (JsonNode panel : dashboard.get("panels")) {
      ids.add(panel.get("id").asInt());
      assertThat(panel.get("title").asText()).isNotBlank();
      assertThat(panel.get("description").asText()).isNotBlank();
      assertThat(panel.get("targets")).isNotEmpty();
    }
    assertThat(ids).doesNotHaveDuplicates();
    for (Map<?, ?> rule : rules()) {
      assertThat(rule.get("alert").toString()).startsWith("Clip");
      assertThat(rule.get("for").toString()).matches("\\d+m");
      assertThat(((Map<?, ?>) rule.get("labels")).get("severity").toString())
          .isIn("critical", "warning");
      assertThat(rule.get("annotations").toString()).contains("summary=", "description=");
    }
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    dashboard.findValues("expr").forEach(node -> expressions.add(node.asText()));
    dashboard.get("templating").findValues("query").forEach(node -> expressions.add(node.asText()));
    rules().forEach(rule -> expressions.add(rule.get("expr").toString()));
    return expressions;
  }

  private static List<Map<?, ?>> rules() throws IOException {
    List<Map<?, ?>> rules = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(RULES)) {
      Map<?, ?> root = new Yaml().load(reader);
      for (Object group : (List<?>) root.get("groups")) {
        ((List<?>) ((Map<?, ?>) group).get("rules")).forEach(rule -> rules.add((Map<?, ?>) rule));
      }
    }
    return rules;
  }

  private static Set<String> metrics(String text) {
    return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static String scrape(ServedApplication served) throws Exception {
    URI uri = URI.create(served.http().url() + "/metrics");
    String text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
            .body();
    // Comments name families, not samples.
    return text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
  }

  private static void produce(ClipConfig config) throws Exception {
    String topic = config.topics().names().images();
    ByteBuffer content = ByteBuffer.wrap(Samples.load().get(0).content());
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      byte[] image = serializer.serialize(topic, new ImageEvent(content, null, null, Map.of()));
      producer.send(new ProducerRecord<>(topic, "good", image)).get();
      producer.send(new ProducerRecord<>(topic, "junk", new byte[] {1, 2, 3})).get();
    }
  }

  private ClipConfig config() {
    return ClipConfig.of(
        Map.ofEntries(
            Map.entry("application.id", "watching"),
            Map.entry("clip.topic.prefix", "watching."),
            Map.entry("bootstrap.servers", SERVICES.bootstrapServers()),
            Map.entry("apicurio.registry.url", SERVICES.registryUrl()),
            Map.entry("state.dir", stateDir.toString()),
            Map.entry("clip.topics.auto.create", "true"),
            Map.entry("clip.topics.partitions", "2"),
            Map.entry("clip.http.port", "0"),
            Map.entry("clip.mismatch.policy", "contrast"),
            // Nobody listens there, and nothing is posted.
            Map.entry("clip.alerts.webhook.url", "http://127.0.0.1:9/")));
  }
}
