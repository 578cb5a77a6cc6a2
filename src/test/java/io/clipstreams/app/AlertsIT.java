package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionEvent;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.ImageEvent;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicTail;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Alerts end to end: accepted over HTTP, posted to a webhook, remembered over restarts, closed when
 * the threshold is another one.
 */
class AlertsIT {
  private static final int PARTITIONS = 3;
  private static final int CAPTIONS = 30;

  /** Powers of two, so that they are the same as float and as double. */
  private static final String STRICT = "0.25";

  private static final String LENIENT = "-0.25";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(3);

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path stateDir;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /** Captions lie in every partition, two of them not where Java would have put them. */
  @Test
  void anAlertIsAcceptedOverHttpWhereverItsCaptionLies() throws Exception {
    ClipConfig config = config("accept", Map.of());
    createTopics(config);
    String wrong = mismatchOf("a dog");
    try (ServedApplication served = ServedApplication.start(config, model())) {
      produceImage(config, "i1", "a dog");
      for (int partition = 0; partition < PARTITIONS; partition++) {
        produceCaption(config, partition, "photos/c" + partition, wrong);
      }
      awaitAlerts(config, 3);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        HttpResponse<String> answer = accept(served, "photos/c" + partition);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json.readTree(answer.body()).get("decision").asText()).isEqualTo("recorded");
      }
      assertThat(awaitAlerts(config, 6))
          .filteredOn(alert -> alert.getState() == AlertState.RESOLVED)
          .hasSize(3)
          .extracting(MismatchAlert::getResolution)
          .containsOnly(AlertResolution.ACCEPTED);
      Awaitility.await().atMost(LIMIT).until(() -> accept(served, "photos/c0").statusCode() == 200);
      HttpResponse<String> unknown = accept(served, "nobody's");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/problem+json");
      assertThat(json.readTree(unknown.body()).get("detail").asText()).contains("nobody's");
    }
    deleteState();
    try (ServedApplication served = ServedApplication.start(config, model())) {
      produceCaption(config, 0, "photos/c0", "a dog");
      produceCaption(config, 0, "photos/c0", wrong);
      produceCaption(config, 0, "photos/c3", wrong);
      assertThat(awaitAlerts(config, 7))
          .as("what was accepted is remembered after a restart without local state")
          .filteredOn(alert -> alert.getState() == AlertState.RAISED)
          .extracting(MismatchAlert::getCaptionId)
          .containsExactlyInAnyOrder("photos/c0", "photos/c1", "photos/c2", "photos/c3");
      assertThat(served.application().live()).isTrue();
    }
  }

  @Test
  void transitionsArePostedInOrderAndTriedAgain() throws Exception {
    try (Receiver receiver = new Receiver(2)) {
      ClipConfig config =
          config(
              "webhook",
              Map.of(
                  "clip.alerts.webhook.url",
                  receiver.url(),
                  "clip.alerts.webhook.token",
                  "s3cret"));
      createTopics(config);
      String wrong = mismatchOf("a dog");
      try (Application application = Application.start(config, model())) {
        produceImage(config, "i1", "a dog");
        produceCaption(config, 0, "c1", wrong);
        awaitAlerts(config, 1);
        produceCaption(config, 0, "c1", "a dog");
        Awaitility.await().atMost(LIMIT).until(() -> receiver.taken.size() == 2);
        assertThat(application.live()).isTrue();
      }
      assertThat(receiver.taken)
          .extracting(post -> post.body().get("state").asText())
          .containsExactly("RAISED", "RESOLVED");
      assertThat(receiver.taken.get(0).body().get("captionId").asText()).isEqualTo("c1");
      assertThat(receiver.taken.get(0).body().get("text").asText()).isEqualTo(wrong);
      assertThat(receiver.taken)
          .allSatisfy(post -> assertThat(post.authorization()).isEqualTo("Bearer s3cret"));
      assertThat(receiver.refused.get()).isEqualTo(2);

      // Offsets are committed: what was delivered is not delivered again.
      try (Application application = Application.start(config, model())) {
        produceCaption(config, 0, "c2", wrong);
        Awaitility.await().atMost(LIMIT).until(() -> receiver.taken.size() == 3);
        assertThat(receiver.taken.get(2).body().get("captionId").asText()).isEqualTo("c2");
        assertThat(application.live()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void underAnotherThresholdStoredPairsAreJudgedAgainOnce(boolean stateIsLost) throws Exception {
    String name = "recalibrated-" + stateIsLost;
    ClipConfig strict = config(name, Map.of("clip.mismatch.threshold", STRICT));
    ClipConfig lenient = config(name, Map.of("clip.mismatch.threshold", LENIENT));
    createTopics(strict);
    try (Application application = Application.start(strict, model())) {
      produceImage(strict, "i1", "a dog");
      produceCaptions(strict);
      assertThat(awaitAlerts(strict, captionsBelow(STRICT).size()))
          .extracting(MismatchAlert::getCaptionId)
          .containsExactlyInAnyOrderElementsOf(captionsBelow(STRICT));
      awaitScored(strict, CAPTIONS);
      assertThat(application.live()).isTrue();
    }
    if (stateIsLost) {
      deleteState();
    }
    List<String> closing = new ArrayList<>(captionsBelow(STRICT));
    closing.removeAll(captionsBelow(LENIENT));
    assertThat(closing).isNotEmpty().hasSizeLessThan(captionsBelow(STRICT).size());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Application application = Application.start(lenient, model(), meters)) {
      assertThat(awaitAlerts(lenient, captionsBelow(STRICT).size() + closing.size()))
          .filteredOn(alert -> alert.getState() == AlertState.RESOLVED)
          .allSatisfy(
              alert -> assertThat(alert.getResolution()).isEqualTo(AlertResolution.RECALIBRATED))
          .extracting(MismatchAlert::getCaptionId)
          .containsExactlyInAnyOrderElementsOf(closing);
      awaitScored(lenient, 2 * CAPTIONS);
      awaitOpen(meters, captionsBelow(LENIENT).size());
      assertThat(application.live()).isTrue();
    }
    // The same threshold again: nothing is judged again.
    SimpleMeterRegistry metersAgain = new SimpleMeterRegistry();
    try (Application application = Application.start(lenient, model(), metersAgain)) {
      awaitOpen(metersAgain, captionsBelow(LENIENT).size());
      produceCaption(lenient, 0, "one more", "a dog");
      Map<String, List<Float>> thresholds = new HashMap<>();
      awaitOnlyScored(lenient, 2 * CAPTIONS + 1)
          .forEach(
              caption ->
                  thresholds
                      .computeIfAbsent(caption.getCaptionId(), id -> new ArrayList<>())
                      .add(caption.getMatch().getThreshold()));
      assertThat(thresholds.remove("one more")).containsExactly(Float.valueOf(LENIENT));
      assertThat(thresholds).hasSize(CAPTIONS);
      assertThat(thresholds.values())
          .allSatisfy(
              each ->
                  assertThat(each).containsExactly(Float.valueOf(STRICT), Float.valueOf(LENIENT)));
      assertThat(application.live()).isTrue();
    }
  }

  /** What stood when the application started is counted as well as what it raised. */
  private static void awaitOpen(MeterRegistry meters, int alerts) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> meters.get("clip.alerts.open").gauge().value() == alerts);
  }

  private static List<String> captionsBelow(String threshold) {
    return IntStream.range(0, CAPTIONS)
        .filter(
            i ->
                Vectors.cosine(vector("text " + i), vector("a dog"))
                    < Double.parseDouble(threshold))
        .mapToObj(i -> "c" + i)
        .toList();
  }

  /** Returns at once when so many are scored; one too many is found by the last look at all. */
  private void awaitScored(ClipConfig config, int count) {
    try (ScoredCaptions scored = new ScoredCaptions(config)) {
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> scored.read(OptionalLong.of(count - scored.captions.size())) >= count);
    }
  }

  /** All scored captions in the order of their publication; there are so many and no more. */
  private List<EnrichedCaption> awaitOnlyScored(ClipConfig config, int count) {
    try (ScoredCaptions scored = new ScoredCaptions(config)) {
      Awaitility.await().atMost(LIMIT).until(() -> scored.read(OptionalLong.empty()) >= count);
      assertThat(scored.captions).hasSize(count);
      return scored.captions;
    }
  }

  /** Reads the captions from the first one on. */
  private static final class ScoredCaptions implements AutoCloseable {
    private final List<EnrichedCaption> captions = new ArrayList<>();
    private final AvroSerdes serdes;
    private final Deserializer<Object> deserializer;
    private final TopicTail tail;

    ScoredCaptions(ClipConfig config) {
      serdes = new AvroSerdes(config);
      deserializer = serdes.deserializer();
      tail =
          new TopicTail(new KafkaClients(config), config.topics().names().enrichedCaptions(), true);
    }

    /** Reads so many records, or until no more come; how many scored captions there are by now. */
    int read(OptionalLong records) {
      tail.follow(
          records,
          Optional.of(SILENCE),
          record -> {
            EnrichedCaption caption =
                (EnrichedCaption) deserializer.deserialize("any", record.raw().value());
            if (caption.getMatch() != null) {
              captions.add(caption);
            }
          });
      return captions.size();
    }

    @Override
    public void close() {
      tail.close();
      deserializer.close();
      serdes.close();
    }
  }

  private List<MismatchAlert> awaitAlerts(ClipConfig config, int count) {
    List<MismatchAlert> alerts = new ArrayList<>();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Deserializer<Object> deserializer = serdes.deserializer();
        TopicTail tail =
            new TopicTail(
                new KafkaClients(config), config.topics().names().mismatchAlerts(), true)) {
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                tail.follow(
                    OptionalLong.of(count - alerts.size()),
                    Optional.of(SILENCE),
                    record ->
                        alerts.add(
                            (MismatchAlert) deserializer.deserialize("any", record.raw().value())));
                return alerts.size() == count;
              });
    }
    return alerts;
  }

  private HttpResponse<String> accept(ServedApplication served, String captionId) throws Exception {
    String id = captionId.replace("'", "%27");
    URI uri = URI.create(served.http().url() + "/api/v1/alerts/" + id + "/accept");
    return http.send(
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private ClipConfig config(String name, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("application.id", name);
    settings.put("bootstrap.servers", SERVICES.bootstrapServers());
    settings.put("apicurio.registry.url", SERVICES.registryUrl());
    settings.put("state.dir", stateDir.resolve("state").toString());
    settings.put("clip.topic.prefix", name + ".");
    settings.putIfAbsent("clip.mismatch.threshold", "0.1");
    settings.put("clip.http.port", "0");
    return ClipConfig.of(settings);
  }

  private void deleteState() throws IOException {
    try (var files = Files.walk(stateDir)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        if (!file.equals(stateDir)) {
          Files.delete(file);
        }
      }
    }
  }

  private static EmbeddingModel model() {
    return new EmbeddingModel(
        new ModelIdentity("fake", "revision-1", 10), new FakeEncoder(), OptionalDouble.empty());
  }

  private static void createTopics(ClipConfig config) {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(PARTITIONS));
    }
  }

  private static void produceImage(ClipConfig config, String id, String content) throws Exception {
    String topic = config.topics().names().images();
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    produce(config, topic, 1, id, new ImageEvent(bytes, null, null, Map.of()));
  }

  private static void produceCaption(ClipConfig config, int partition, String id, String text)
      throws Exception {
    String topic = config.topics().names().captions();
    produce(config, topic, partition, id, new CaptionEvent("i1", text, Map.of()));
  }

  /** All of them by one producer. */
  private static void produceCaptions(ClipConfig config) throws Exception {
    String topic = config.topics().names().captions();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      for (int i = 0; i < CAPTIONS; i++) {
        CaptionEvent caption = new CaptionEvent("i1", "text " + i, Map.of());
        byte[] value = serializer.serialize(topic, caption);
        sent.add(producer.send(new ProducerRecord<>(topic, i % PARTITIONS, "c" + i, value)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static void produce(
      ClipConfig config, String topic, int partition, String key, Object event) throws Exception {
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      byte[] value = serializer.serialize(topic, event);
      producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
    }
  }

  private static String mismatchOf(String other) {
    for (int i = 0; ; i++) {
      String candidate = "other " + i;
      if (Vectors.cosine(vector(candidate), vector(other)) < 0.1) {
        return candidate;
      }
    }
  }

  private static float[] vector(String content) {
    return FakeEncoder.vector(content.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes posts, after it has refused some. */
  private static final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Post> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final int refusals;
    private final ObjectMapper json = new ObjectMapper();

    Receiver(int refusals) throws IOException {
      this.refusals = refusals;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/hook", this::receive);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private void receive(HttpExchange exchange) {
      try (exchange) {
        JsonNode body = json.readTree(exchange.getRequestBody());
        if (refused.get() < refusals) {
          refused.incrementAndGet();
          exchange.sendResponseHeaders(503, -1);
        } else {
          taken.add(new Post(body, exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.sendResponseHeaders(204, -1);
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }

    private record Post(JsonNode body, String authorization) {}
  }
}
