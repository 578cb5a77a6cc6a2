package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.client.EventProducer;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.ProduceReport;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.EmbeddedKafka;
import io.clipstreams.local.RegistryServer;
import io.clipstreams.serde.AvroSerdes;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API of a running application, with the bundled model and sample pictures. */
class HttpApiIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path stateDir;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private String url = "";

  @Test
  void everyRouteAnswersAndEventsGoOnAfterARestart() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        RegistryServer registry = RegistryServer.start()) {
      ClipConfig config = config(kafka, registry);
      String last;
      try (Admin admin = new KafkaClients(config).connect()) {
        new Topics(admin)
            .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(3));
      }
      try (EmbeddingModel model = EmbeddingModel.load(config)) {
        try (ServedApplication served = ServedApplication.start(config, model)) {
          served.application().awaitRunning(LIMIT);
          url = served.http().url();
          produce(config, "photos/a moose.jpg", "c/1", "a moose");
          Awaitility.await().atMost(LIMIT).until(() -> get("/captions/c%2F1").statusCode() == 200);
          Awaitility.await()
              .atMost(LIMIT)
              .until(() -> get("/images/photos%2Fa%20moose.jpg").statusCode() == 200);
          askTheModel();
          askTheStream();
          refuseWhatIsWrong();
          last = firstEventId("/events?replay=5", "");
        }
        try (ServedApplication served = ServedApplication.start(config, model)) {
          served.application().awaitRunning(LIMIT);
          url = served.http().url();
          produce(config, "second.jpg", "c/2", "a hammer");
          assertThat(firstEventId("/events?types=image", last)).isNotEqualTo(last);
        }
      }
    }
  }

  private void askTheModel() throws Exception {
    JsonNode texts =
        ok(post("/embed/text", "application/json", "{\"texts\":[\"a cat\",\"a dog\"]}"));
    assertThat(texts.get("embeddings")).hasSize(2);
    assertThat(texts.at("/embeddings/0/vector")).hasSize(texts.get("dimensions").asInt());
    assertThat(ok(image("/embed/image")).at("/embeddings/0/width").asInt()).isPositive();
    JsonNode labels = ok(image("/classify?labels=moose&labels=hammer")).get("labels");
    assertThat(labels).hasSize(2);
    assertThat(labels.at("/0/probability").asDouble())
        .isGreaterThanOrEqualTo(labels.at("/1/probability").asDouble());
    JsonNode same = ok(post("/similarity", "application/json", "{\"texts\":[\"a\",\"b\"]}"));
    assertThat(same.at("/values/1/1").asDouble()).isBetween(0.999, 1.001);
    JsonNode found = ok(image("/detect?prompts=moose"));
    assertThat(found.at("/prompts/0/map/scores"))
        .hasSize(
            found.at("/prompts/0/map/rows").asInt() * found.at("/prompts/0/map/columns").asInt());
  }

  private void askTheStream() throws Exception {
    assertThat(ok(get("/images")).get("images")).hasSize(1);
    assertThat(ok(get("/captions")).get("captions")).hasSize(1);
    assertThat(ok(get("/images/photos%2Fa%20moose.jpg/captions")).get("captions")).hasSize(1);
    assertThat(ok(get("/search?text=moose")).at("/hits/0/id").asText())
        .isEqualTo("photos/a moose.jpg");
    assertThat(ok(image("/search?target=captions")).at("/hits/0/id").asText()).isEqualTo("c/1");
    HttpResponse<String> thumbnail = get("/images/photos%2Fa%20moose.jpg/thumbnail");
    assertThat(thumbnail.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    assertThat(thumbnail.headers().firstValue("ETag")).isPresent();
    assertThat(ok(get("/alerts")).has("open")).isTrue();
    assertThat(ok(get("/status")).at("/records/images").asInt()).isEqualTo(1);
    HttpResponse<String> put =
        send("PUT", "/label-sets/mine", "application/json", "{\"labels\":[\"x\",\"y\"]}");
    assertThat(put.statusCode()).isEqualTo(202);
    Awaitility.await().atMost(LIMIT).until(() -> get("/label-sets/mine").statusCode() == 200);
    assertThat(ok(get("/label-sets")).at("/labelSets/0/name").asText()).isEqualTo("default");
    assertThat(send("DELETE", "/label-sets/mine", "", "").statusCode()).isEqualTo(202);
    Awaitility.await().atMost(LIMIT).until(() -> get("/label-sets/mine").statusCode() == 404);
  }

  private void refuseWhatIsWrong() throws Exception {
    String type = "application/json";
    refused(400, post("/embed/text", type, "{"));
    refused(400, post("/embed/text", type, "[]"));
    refused(400, post("/embed/text", type, "{\"texts\":[1]}"));
    refused(400, post("/embed/text", type, "{\"texts\":[null]}"));
    refused(400, post("/embed/text", type, "{\"textz\":[]}"));
    refused(415, post("/embed/text", "text/plain", "a cat"));
    refused(422, post("/embed/text", type, "{\"texts\":[\" \"]}"));
    refused(400, post("/embed/image", type, "{\"image\":\"***\"}"));
    refused(422, post("/embed/image", "image/png", "no picture"));
    refused(400, post("/classify", type, "{\"labels\":[\"x\"]}"));
    refused(400, post("/detect", type, "{\"prompts\":[\"x\"],\"threshold\":NaN}"));
    refused(400, get("/search?text=x&k=999999999999"));
    refused(400, get("/search?text=x&minSimilarity=NaN"));
    refused(400, get("/images?before=%2E%2E"));
    refused(400, get("/events?types=x"));
    refused(404, get("/images/%3Cscript%3E"));
    refused(404, get("/nothing"));
    refused(400, send("PUT", "/label-sets/x", type, "{\"labels\":[]}"));
  }

  private void refused(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  private String firstEventId(String path, String last) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api/v1" + path));
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String event = "";
      String id = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        assertThat(line).isNotEqualTo("event: lost");
        if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.isEmpty() && !event.isEmpty() && !event.equals("beat")) {
          return id;
        }
      }
    }
    throw new AssertionError("no event came");
  }

  private JsonNode ok(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String type, String body) throws Exception {
    return send("POST", path, type, body);
  }

  private HttpResponse<String> send(String method, String path, String type, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
            .method(method, BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> image(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
            .header("Content-Type", "image/jpeg")
            .POST(BodyPublishers.ofByteArray(moose()))
            .build(),
        BodyHandlers.ofString());
  }

  private static byte[] moose() throws Exception {
    try (InputStream file = HttpApiIT.class.getResourceAsStream("/samples/moose.jpg")) {
      return file.readAllBytes();
    }
  }

  private static void produce(ClipConfig config, String imageId, String captionId, String text)
      throws Exception {
    ProduceReport report = new ProduceReport();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Admin admin = new KafkaClients(config).connect();
        EventProducer events = new EventProducer(config, serdes, admin)) {
      events.image(imageId, moose(), report);
      events.caption(captionId, imageId, text, report);
      events.flush();
    }
  }

  private ClipConfig config(EmbeddedKafka kafka, RegistryServer registry) {
    Map<String, String> settings = new HashMap<>();
    settings.put("application.id", "api");
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("apicurio.registry.url", registry.url());
    settings.put("state.dir", stateDir.resolve("state").toString());
    settings.put("clip.topic.prefix", "api.");
    settings.put("clip.http.port", "0");
    return ClipConfig.of(settings);
  }
}
