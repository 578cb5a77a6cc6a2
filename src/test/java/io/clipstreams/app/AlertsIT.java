package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.scoring.Vectors;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts end to end: accepted over HTTP, posted to a webhook, remembered over restarts, closed when
 * the threshold is another one.
 */
class AlertsIT {
  private static final int PARTITIONS = 3;
  private static final int CAPTIONS = 30;

  /** Powers of two and nothing, so that they are the same as float and as double. */
  private static final float STRICT = 0.25f;

  private static final float MILD = 0;
  private static final float LENIENT = -0.25f;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path stateDir;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /** Captions lie in every partition, two of them not where Java would have put them. */
  @Test
  void alertsArePostedAndAcceptedOverHttpWhereverTheirCaptionLies() throws Exception {
    try (Receiver receiver = new Receiver()) {
      ClipConfig config =
          config(
              "accept",
              Map.of(
                  "clip.alerts.webhook.url",
                  receiver.url(),
                  "clip.alerts.webhook.token",
                  "s3cret"));
      createTopics(config);
      String wrong = mismatchOf("a dog");
      try (EventFeed feed = new EventFeed(config);
          CommittedRecords<MismatchAlert> alerts = alerts(config)) {
        try (ServedApplication served = ServedApplication.start(config, model())) {
          feed.image(1, "i1", "a dog");
          for (int partition = 0; partition < PARTITIONS; partition++) {
            feed.caption(partition, "photos/c" + partition, "i1", wrong);
          }
          feed.flush();
          alerts.await(3);
          for (int partition = 0; partition < PARTITIONS; partition++) {
            HttpResponse<String> answer = accept(served, "photos/c" + partition);
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(json.readTree(answer.body()).get("decision").asText()).isEqualTo("recorded");
          }
          assertThat(alerts.await(6))
              .filteredOn(alert -> alert.getState() == AlertState.RESOLVED)
              .hasSize(3)
              .extracting(MismatchAlert::getResolution)
              .containsOnly(AlertResolution.ACCEPTED);
          Awaitility.await()
              .atMost(LIMIT)
              .until(() -> accept(served, "photos/c0").statusCode() == 200);
          HttpResponse<String> unknown = accept(served, "nobody's");
          assertThat(unknown.statusCode()).isEqualTo(404);
          assertThat(unknown.headers().firstValue("Content-Type").orElseThrow())
              .startsWith("application/problem+json");
          assertThat(json.readTree(unknown.body()).get("detail").asText()).contains("nobody's");
          assertThat(receiver.taken).as("the stream does not wait for the webhook").isEmpty();
          receiver.open.countDown();
          Awaitility.await().atMost(LIMIT).until(() -> receiver.taken.size() == 6);
        }
        requireInOrder(receiver, wrong);

        deleteState();
        try (ServedApplication served = ServedApplication.start(config, model())) {
          feed.caption(0, "photos/c0", "i1", "a dog").caption(0, "photos/c0", "i1", wrong);
          feed.caption(0, "photos/c3", "i1", wrong).flush();
          assertThat(alerts.await(7))
              .as("what was accepted is remembered after a restart without local state")
              .filteredOn(alert -> alert.getState() == AlertState.RAISED)
              .extracting(MismatchAlert::getCaptionId)
              .containsExactlyInAnyOrder("photos/c0", "photos/c1", "photos/c2", "photos/c3");
          Awaitility.await().atMost(LIMIT).until(() -> receiver.taken.size() == 7);
          assertThat(receiver.taken.get(6).body().get("captionId").asText())
              .as("what was delivered is not delivered again")
              .isEqualTo("photos/c3");
          assertThat(served.application().live()).isTrue();
        }
      }
    }
  }

  private static void requireInOrder(Receiver receiver, String text) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String captionId = "photos/c" + partition;
      assertThat(receiver.taken)
          .filteredOn(post -> post.body().get("captionId").asText().equals(captionId))
          .extracting(post -> post.body().get("state").asText())
          .containsExactly("RAISED", "RESOLVED");
    }
    assertThat(receiver.taken)
        .allSatisfy(
            post -> {
              assertThat(post.body().get("text").asText()).isEqualTo(text);
              assertThat(post.authorization()).isEqualTo("Bearer s3cret");
            });
    assertThat(receiver.refused.get()).isEqualTo(1);
  }

  @Test
  void underAnotherThresholdStoredPairsAreJudgedAgainOnce() throws Exception {
    ClipConfig strict = recalibrated(STRICT);
    createTopics(strict);
    try (EventFeed feed = new EventFeed(strict);
        CommittedRecords<MismatchAlert> alerts = alerts(strict);
        CommittedRecords<EnrichedCaption> captions = captions(strict)) {
      try (Application application = Application.start(strict, model())) {
        feed.image(1, "i1", "a dog");
        for (int i = 0; i < CAPTIONS; i++) {
          feed.caption(i % PARTITIONS, "c" + i, "i1", "text " + i);
        }
        feed.flush();
        assertThat(alerts.await(captionsBelow(STRICT).size()))
            .extracting(MismatchAlert::getCaptionId)
            .containsExactlyInAnyOrderElementsOf(captionsBelow(STRICT));
        captions.await(published -> thresholds(published).equals(all(STRICT)));
        assertThat(application.live()).isTrue();
      }
      deleteState();
      judgeAgain(STRICT, MILD, alerts, captions, all(STRICT, MILD));

      long revisits = revisits(strict);
      Map<String, List<Float>> known = new TreeMap<>(all(STRICT, MILD));
      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      try (Application application = Application.start(recalibrated(MILD), model(), meters)) {
        awaitOpen(meters, captionsBelow(MILD).size());
        // The walk through a task's captions begins before the first ones are there, and what it
        // finds is judged before the second ones are.
        for (String each : List.of("sentinel", "second sentinel")) {
          for (int partition = 0; partition < PARTITIONS; partition++) {
            String id = each + " " + partition;
            feed.caption(partition, id, "i1", "a dog");
            known.put(id, List.of(MILD));
          }
          feed.flush();
          captions.await(published -> thresholds(published).keySet().equals(known.keySet()));
        }
        assertThat(thresholds(captions.now())).isEqualTo(known);
        assertThat(revisits(strict)).as("nothing is judged again").isEqualTo(revisits);
        assertThat(application.live()).isTrue();
      }
      known.replaceAll((id, before) -> and(before, LENIENT));
      judgeAgain(MILD, LENIENT, alerts, captions, known);
    }
  }

  /** Under a lower threshold some alerts are closed, and each pair's verdict is another one. */
  private void judgeAgain(
      float before,
      float now,
      CommittedRecords<MismatchAlert> alerts,
      CommittedRecords<EnrichedCaption> captions,
      Map<String, List<Float>> expected) {
    List<String> closing = new ArrayList<>(captionsBelow(before));
    closing.removeAll(captionsBelow(now));
    assertThat(closing).isNotEmpty().hasSizeLessThan(captionsBelow(before).size());
    int known = alerts.now().size();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Application application = Application.start(recalibrated(now), model(), meters)) {
      List<MismatchAlert> published = alerts.await(known + closing.size());
      assertThat(published.subList(known, published.size()))
          .allSatisfy(
              alert -> {
                assertThat(alert.getState()).isEqualTo(AlertState.RESOLVED);
                assertThat(alert.getResolution()).isEqualTo(AlertResolution.RECALIBRATED);
              })
          .extracting(MismatchAlert::getCaptionId)
          .containsExactlyInAnyOrderElementsOf(closing);
      captions.await(all -> thresholds(all).equals(expected));
      awaitOpen(meters, captionsBelow(now).size());
      assertThat(application.live()).isTrue();
    }
    assertThat(thresholds(captions.now())).isEqualTo(expected);
    assertThat(alerts.now()).hasSize(known + closing.size());
  }

  private static Map<String, List<Float>> all(Float... thresholds) {
    Map<String, List<Float>> all = new TreeMap<>();
    IntStream.range(0, CAPTIONS).forEach(i -> all.put("c" + i, List.of(thresholds)));
    return all;
  }

  private static List<Float> and(List<Float> before, float more) {
    return Stream.concat(before.stream(), Stream.of(more)).toList();
  }

  /** By captionId the thresholds that it was judged by, in the order of their publication. */
  private static Map<String, List<Float>> thresholds(List<EnrichedCaption> published) {
    Map<String, List<Float>> thresholds = new TreeMap<>();
    for (EnrichedCaption caption : published) {
      if (caption.getMatch() != null) {
        thresholds
            .computeIfAbsent(caption.getCaptionId(), id -> new ArrayList<>())
            .add(caption.getMatch().getThreshold());
      }
    }
    return thresholds;
  }

  /** Grows with each caption that is to be judged again, whether or not that changes anything. */
  private static long revisits(ClipConfig config) throws Exception {
    String topic = config.applicationId() + "-caption-revisits-repartition";
    try (Admin admin = new KafkaClients(config).connect()) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    }
  }

  /** What stood when the application started is counted as well as what it raised. */
  private static void awaitOpen(MeterRegistry meters, int alerts) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> meters.get("clip.alerts.open").gauge().value() == alerts);
  }

  private static List<String> captionsBelow(float threshold) {
    return IntStream.range(0, CAPTIONS)
        .filter(i -> Vectors.cosine(vector("text " + i), vector("a dog")) < threshold)
        .mapToObj(i -> "c" + i)
        .toList();
  }

  private static CommittedRecords<MismatchAlert> alerts(ClipConfig config) {
    return new CommittedRecords<>(
        MismatchAlert.class, config.topics().names().mismatchAlerts(), config);
  }

  private static CommittedRecords<EnrichedCaption> captions(ClipConfig config) {
    return new CommittedRecords<>(
        EnrichedCaption.class, config.topics().names().enrichedCaptions(), config);
  }

  private ClipConfig recalibrated(float threshold) {
    return config("recalibrated", Map.of("clip.mismatch.threshold", String.valueOf(threshold)));
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

  /** Refuses the first post, as soon as it is open, and takes the others. */
  private static final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Post> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final ObjectMapper json = new ObjectMapper();

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/hook", this::receive);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private void receive(HttpExchange exchange) {
      try (exchange) {
        open.await();
        JsonNode body = json.readTree(exchange.getRequestBody());
        if (refused.compareAndSet(0, 1)) {
          exchange.sendResponseHeaders(503, -1);
        } else {
          taken.add(new Post(body, exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.sendResponseHeaders(204, -1);
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } catch (InterruptedException end) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      open.countDown();
      server.stop(0);
    }

    private record Post(JsonNode body, String authorization) {}
  }
}
