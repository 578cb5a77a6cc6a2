package io.clipstreams.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.web.RawRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a request is the client's problem: 4xx with details, never 500. */
class BadRequestsTest {
  private static final String PICTURE =
      Base64.getEncoder().encodeToString(ApiFixture.bytes("a picture"));

  /** A good body of each route that takes JSON. */
  private static final Map<String, String> GOOD =
      Map.of(
          "POST /api/v1/embed/text",
          "{\"texts\":[\"a cat\"],\"text\":\"a dog\",\"normalize\":true}",
          "POST /api/v1/embed/image",
          "{\"image\":\"%s\",\"images\":[\"%s\"],\"normalize\":true}".formatted(PICTURE, PICTURE),
          "POST /api/v1/classify",
          "{\"image\":\"%s\",\"labels\":[\"cat\"],\"templates\":[\"a {}\"],\"topK\":1}"
              .formatted(PICTURE),
          "POST /api/v1/similarity",
          "{\"texts\":[\"a\"],\"images\":[\"%s\"],\"imageIds\":[\"plain\"],\"metric\":\"cosine\"}"
              .formatted(PICTURE),
          "POST /api/v1/detect",
          "{\"image\":\"%s\",\"prompts\":[\"a cat\"],\"patch\":1,\"window\":2,\"stride\":1,\"threshold\":0.5}"
              .formatted(PICTURE),
          "POST /api/v1/search",
          "{\"image\":\"%s\",\"target\":\"images\",\"k\":1,\"offset\":0,\"minSimilarity\":0.1,\"label\":[\"cat\"],\"attribute\":[\"a=1\"]}"
              .formatted(PICTURE),
          "PUT /api/v1/label-sets/mine",
          "{\"labels\":[\"cat\"],\"templates\":[\"a {}\"],\"active\":true,\"topK\":1}");

  private static final List<String> HOSTILE =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e999",
          "-1e999",
          "2147483648",
          "2147483647",
          "99999999999999999999999999",
          "NaN",
          "\"NaN\"",
          "\"Infinity\"",
          "\"\"",
          "\" \"",
          "\"../x\"",
          "\"***\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[]",
          "[null]",
          "[[]]",
          "[1]",
          "[\"\"]",
          "[\"\\ud800\"]",
          "[\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\"]",
          "{}",
          "{\"a\":1}");

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void goodBodiesAreTaken() throws Exception {
    for (Map.Entry<String, String> good : GOOD.entrySet()) {
      HttpResponse<String> answer = send(good.getKey(), good.getValue());
      assertThat(answer.statusCode()).as(good.getKey() + answer.body()).isIn(200, 202);
    }
  }

  @Test
  void eachFieldMayHoldAnything() throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<String> bodies = new ArrayList<>();
    for (Map.Entry<String, String> good : GOOD.entrySet()) {
      ObjectNode fields = (ObjectNode) json.readTree(good.getValue());
      for (String field : (Iterable<String>) fields::fieldNames) {
        String before = fields.get(field).toString();
        for (String hostile : HOSTILE) {
          String body =
              fields
                  .toString()
                  .replace(
                      "\"%s\":%s".formatted(field, before), "\"%s\":%s".formatted(field, hostile));
          bodies.add(body);
          judge(send(good.getKey(), body), body);
        }
      }
    }
    assertThat(bodies).hasSizeGreaterThan(500).doesNotHaveDuplicates();
  }

  @Test
  void whatIsWrongWithJsonIsSaidInPlainWords() throws Exception {
    HttpResponse<String> answer = api.postJson("/api/v1/embed/text", "{\"texts\":[\"a\"");
    assertThat(api.problem(answer, 400).get("detail").asText())
        .contains("no JSON", "expected close marker for Array")
        .doesNotContain("Source");
  }

  @Test
  void anotherMethodIsRefusedByThoseThereAre() throws Exception {
    HttpResponse<String> answer =
        api.send(HttpRequest.newBuilder(api.uri("/api/v1/embed/text")).DELETE());
    api.problem(answer, 405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void damagedBodiesAreRefused() throws Exception {
    Random random = new Random(7);
    for (Map.Entry<String, String> good : GOOD.entrySet()) {
      for (int i = 0; i < 40; i++) {
        byte[] body = good.getValue().getBytes(StandardCharsets.UTF_8);
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        judge(send(good.getKey(), body), new String(body, StandardCharsets.ISO_8859_1));
      }
      String cut = good.getValue().substring(0, random.nextInt(good.getValue().length()));
      refused(send(good.getKey(), cut), 400);
      refused(send(good.getKey(), "{\"unknown\":1}"), 400);
      refused(send(good.getKey(), "[".repeat(100_000 / 4)), 400);
      refused(send(good.getKey(), good.getValue() + "{}"), 400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
      })
  void aFormThatIsNoneIsRefused(String type) throws Exception {
    for (String body : List.of("", "x", "--x\r\n", "--x\r\n\r\n\r\n--x--\r\n")) {
      HttpResponse<String> answer = api.post("/api/v1/embed/image", type, ApiFixture.bytes(body));
      refused(answer, 400);
    }
  }

  @Test
  void missingPartsAreNamed() throws Exception {
    assertThat(detail(api.post("/api/v1/detect", new Multipart().field("prompt", "a cat"))))
        .contains("image");
    assertThat(
            detail(
                api.post(
                    "/api/v1/detect",
                    new Multipart().file("image", "a.jpg", ApiFixture.bytes("a picture")))))
        .contains("prompt");
    assertThat(detail(api.post("/api/v1/embed/image", new Multipart().field("x", "y"))))
        .contains("'x'");
    refused(api.post("/api/v1/embed/image", "image/png", new byte[0]), 422);
    refused(api.post("/api/v1/embed/image", "image/png", ApiFixture.bytes("bad file")), 422);
  }

  private static String detail(HttpResponse<String> answer) throws Exception {
    return api.problem(answer, 400).get("detail").asText();
  }

  @Test
  void tooMuchIsRefused() throws Exception {
    refused(api.postJson("/api/v1/embed/text", "{\"texts\":[\"1\",\"2\",\"3\",\"4\",\"5\"]}"), 413);
    refused(
        api.postJson("/api/v1/embed/text", "{\"text\":\"%s\"}".formatted("a".repeat(80_000))), 413);
    HttpResponse<String> prompts =
        api.post(
            "/api/v1/detect?prompts=1&prompts=2&prompts=3&prompts=4",
            "image/png",
            ApiFixture.bytes("a picture"));
    assertThat(api.problem(prompts, 413).get("detail").asText())
        .contains("clip.detection.max.prompts");
    HttpRequest.Builder unannounced =
        HttpRequest.newBuilder(api.uri("/api/v1/embed/image"))
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[80_000])));
    refused(api.send(unannounced), 413);
    assertThat(api.bodies.free()).as("memory is given back").isEqualTo(2 * 64);
  }

  @ParameterizedTest
  @CsvSource({
    "text=a&k=0",
    "text=a&k=101",
    "text=a&k=x",
    "text=a&k=99999999999",
    "text=a&offset=-1",
    "text=a&offset=10000",
    "text=a&minSimilarity=NaN",
    "text=a&minSimilarity=2",
    "text=a&minSimilarity=1e999",
    "text=a&target=x",
    "text=a&attribute=x",
    "text=a&attribute==x",
    "text=a&unknown=1",
    "text=a&text=b",
    "text=a&imageId=plain",
    "target=images",
    "image=AAAA",
  })
  void aSearchThatMakesNoSenseIsRefused(String query) throws Exception {
    refused(api.get("/api/v1/search?" + query), 400);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/images?limit=0",
    "/api/v1/images?limit=x",
    "/api/v1/images?before=../x",
    "/api/v1/images?before=",
    "/api/v1/captions?limit=101",
    "/api/v1/alerts?state=OPEN",
    "/api/v1/alerts?reason=x",
    "/api/v1/alerts?limit=-1",
  })
  void aListThatMakesNoSenseIsRefused(String path) throws Exception {
    refused(api.get(path), 400);
  }

  @Test
  void idsMayBeHostile() throws Exception {
    List<String> ids =
        List.of(
            "..%2Fx",
            "%2e%2e",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "..%5C..%5Cx",
            "%00",
            "%FF",
            "%C0%AE%C0%AE",
            "x;y=1",
            "%3Cscript%3E",
            "%E2%80%AE",
            URLEncoder.encode("ü".repeat(2_500), StandardCharsets.UTF_8),
            "",
            "%20");
    for (String id : ids) {
      for (String path :
          List.of(
              "/api/v1/images/" + id,
              "/api/v1/images/" + id + "/thumbnail",
              "/api/v1/captions/" + id,
              "/api/v1/alerts/" + id,
              "/api/v1/label-sets/" + id)) {
        judge(api.get(path), path);
        judge(RawRequest.get(path).send(api.port()), path);
      }
      judge(RawRequest.get("/api/v1/search?imageId=" + id).send(api.port()), id);
      judgeWritten(accept(id), id);
    }
    for (String path : List.of("/api/v1/images/%zz", "/api/v1/search?text=%zz", "/api/v1/..")) {
      judge(RawRequest.get(path).send(api.port()), path);
    }
  }

  /**
   * On a connection of its own: a server may close the one of a request that it refused, and a
   * client does not repeat on another what writes.
   */
  private RawRequest.Answer accept(String id) throws IOException {
    return RawRequest.post("/api/v1/alerts/" + id + "/accept")
        .header("Content-Type", "application/json")
        .send(api.port());
  }

  private static void judgeWritten(RawRequest.Answer answer, String what) {
    judge(answer, what);
    if (answer.status() >= 400) {
      assertThat(answer.header("Content-Type").orElse(""))
          .as("%s: %s", what, answer.text())
          .startsWith("application/problem+json");
    }
  }

  private static void judge(RawRequest.Answer answer, String what) {
    assertThat(answer.status()).as("%s: %s", what, answer.text()).isBetween(200, 499);
  }

  private static void judge(HttpResponse<String> answer, String what) {
    assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isBetween(200, 499);
    if (answer.statusCode() >= 400) {
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .as("%s: %s", what, answer.body())
          .startsWith("application/problem+json");
    }
  }

  private static void refused(HttpResponse<String> answer, int status) throws Exception {
    assertThat(api.problem(answer, status).get("detail").asText()).isNotBlank();
  }

  private static HttpResponse<String> send(String route, String body) throws Exception {
    return send(route, body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> send(String route, byte[] body) throws Exception {
    String[] parts = route.split(" ", 2);
    return api.send(
        HttpRequest.newBuilder(api.uri(parts[1]))
            .header("Content-Type", "application/json")
            .method(parts[0], BodyPublishers.ofByteArray(body)));
  }
}
