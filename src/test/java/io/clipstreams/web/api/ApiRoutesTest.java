package io.clipstreams.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.Vectors;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each route answers to a good request, in each form that it may be sent. */
class ApiRoutesTest {
  private static final String SLASHED = "photos%2Fa%20b.jpg";
  private static final String STRANGE = "photos%2F%C3%BC%3F%23%26%252F.jpg";

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
  void textsAreEmbeddedNormalizedUnlessAskedOtherwise() throws Exception {
    JsonNode one =
        api.body(api.postJson("/api/v1/embed/text", "{\"texts\":[\"a cat\",\"a dog\"]}"), 200);
    assertThat(one.get("model").asText()).isEqualTo("fake");
    assertThat(one.get("modelRevision").asText()).isEqualTo("revision-1");
    assertThat(one.get("dimensions").asInt()).isEqualTo(FakeEncoder.DIMENSION);
    assertThat(one.get("normalized").asBoolean()).isTrue();
    assertThat(texts(one.get("embeddings"), "input")).containsExactly("a cat", "a dog");
    JsonNode cat = one.get("embeddings").get(0);
    assertThat(cat.get("tokens").asInt()).isEqualTo(5);
    assertThat(cat.get("truncated").asBoolean()).isFalse();
    assertThat(cat.has("width")).isFalse();
    float[] raw = FakeEncoder.vector(ApiFixture.bytes("a cat"));
    assertThat(vector(cat.get("vector"))).containsExactly(Vectors.normalize(raw), within(1e-6f));
    JsonNode unscaled =
        api.body(api.postJson("/api/v1/embed/text?normalize=false", "{\"text\":\"a cat\"}"), 200);
    assertThat(unscaled.get("normalized").asBoolean()).isFalse();
    assertThat(vector(unscaled.get("embeddings").get(0).get("vector")))
        .containsExactly(raw, within(1e-6f));
  }

  @Test
  void anImageIsEmbeddedHoweverItIsSent() throws Exception {
    byte[] picture = ApiFixture.bytes("a picture");
    String base64 = Base64.getEncoder().encodeToString(picture);
    float[] expected = Vectors.normalize(FakeEncoder.vector(picture));
    List<HttpResponse<String>> answers =
        List.of(
            api.post("/api/v1/embed/image", "image/jpeg", picture),
            api.post("/api/v1/embed/image", "application/octet-stream", picture),
            api.post("/api/v1/embed/image", new Multipart().file("image", "cat.jpg", picture)),
            api.postJson("/api/v1/embed/image", "{\"image\":\"" + base64 + "\"}"),
            api.postJson("/api/v1/embed/image", "{\"images\":[\"" + base64 + "\"]}"));
    for (HttpResponse<String> answer : answers) {
      JsonNode entry = api.body(answer, 200).get("embeddings").get(0);
      assertThat(vector(entry.get("vector"))).containsExactly(expected, within(1e-6f));
      assertThat(entry.get("width").asInt()).isEqualTo(4);
      assertThat(entry.get("height").asInt()).isEqualTo(3);
      assertThat(entry.has("tokens")).isFalse();
    }
    JsonNode several =
        api.body(
            api.post(
                "/api/v1/embed/image",
                new Multipart()
                    .file("image", "one.jpg", ApiFixture.bytes("1"))
                    .file("image", "two.jpg", ApiFixture.bytes("2"))),
            200);
    assertThat(texts(several.get("embeddings"), "input")).containsExactly("one.jpg", "two.jpg");
  }

  @Test
  void aBodyWithoutAnnouncedLengthIsTaken() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.uri("/api/v1/embed/image"))
            .header("Content-Type", "image/png")
            .POST(
                BodyPublishers.fromPublisher(
                    BodyPublishers.ofByteArray(ApiFixture.bytes("a picture"))));
    assertThat(api.body(api.send(request), 200).get("embeddings")).hasSize(1);
  }

  @Test
  void anImageIsClassifiedByLabelsOrByASet() throws Exception {
    byte[] picture = ApiFixture.bytes("a picture");
    JsonNode listed =
        api.body(
            api.post("/api/v1/classify?labels=cat&labels=dog&labels=axe", "image/png", picture),
            200);
    assertThat(texts(listed.get("labels"), "label")).containsExactlyInAnyOrder("cat", "dog", "axe");
    double sum = 0;
    double before = 1;
    for (JsonNode label : listed.get("labels")) {
      assertThat(label.get("probability").asDouble()).isLessThanOrEqualTo(before);
      before = label.get("probability").asDouble();
      sum += before;
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
    JsonNode form =
        api.body(
            api.post(
                "/api/v1/classify",
                new Multipart()
                    .field("labels", "cat")
                    .field("labels", "dog")
                    .field("topK", "1")
                    .file("image", "a.jpg", picture)),
            200);
    assertThat(form.get("labels")).hasSize(1);
    JsonNode held =
        api.body(
            api.postJson(
                "/api/v1/classify", "{\"imageId\":\"photos/a b.jpg\",\"labelSet\":\"default\"}"),
            200);
    assertThat(texts(held.get("labels"), "label")).containsExactlyInAnyOrder("cat", "dog");
    String base64 = Base64.getEncoder().encodeToString(picture);
    JsonNode templates =
        api.body(
            api.postJson(
                "/api/v1/classify",
                "{\"image\":\"%s\",\"labels\":[\"cat\"],\"templates\":[\"a drawing of a {}\"]}"
                    .formatted(base64)),
            200);
    assertThat(templates.get("labels").get(0).get("similarity").asDouble())
        .isCloseTo(
            Vectors.cosine(
                FakeEncoder.vector(picture),
                FakeEncoder.vector(ApiFixture.bytes("a drawing of a cat"))),
            within(1e-5));
  }

  @Test
  void textsAndImagesAreCompared() throws Exception {
    byte[] picture = ApiFixture.bytes("a picture");
    JsonNode matrix =
        api.body(
            api.post(
                "/api/v1/similarity",
                new Multipart()
                    .field("text", "one")
                    .field("text", "two")
                    .field("imageId", "plain")
                    .file("image", "a.jpg", picture)),
            200);
    assertThat(matrix.get("metric").asText()).isEqualTo("cosine");
    assertThat(texts(matrix.get("rows"), "text")).containsExactly("one", "two");
    assertThat(texts(matrix.get("columns"), "name")).containsExactly("a.jpg", "plain");
    assertThat(matrix.get("columns").get(1).get("imageId").asText()).isEqualTo("plain");
    assertThat(matrix.get("values").get(1).get(0).asDouble())
        .isCloseTo(
            Vectors.cosine(
                FakeEncoder.vector(ApiFixture.bytes("two")), FakeEncoder.vector(picture)),
            within(1e-5));
    JsonNode itself =
        api.body(api.postJson("/api/v1/similarity", "{\"texts\":[\"one\",\"two\"]}"), 200);
    assertThat(itself.get("values").get(0).get(0).asDouble()).isCloseTo(1, within(1e-5));
    assertThat(itself.get("values").get(0).get(1).asDouble())
        .isEqualTo(itself.get("values").get(1).get(0).asDouble());
    JsonNode dot =
        api.body(api.postJson("/api/v1/similarity?metric=dot", "{\"texts\":[\"one\"]}"), 200);
    float[] one = FakeEncoder.vector(ApiFixture.bytes("one"));
    assertThat(dot.get("values").get(0).get(0).asDouble())
        .isCloseTo(Vectors.dot(one, one), within(1e-3));
  }

  @Test
  void promptsAreFoundInAnImageThatIsSentOrFetchedAgain() throws Exception {
    JsonNode sent =
        api.body(
            api.post(
                "/api/v1/detect",
                new Multipart()
                    .field("prompt", "a cat")
                    .field("prompt", "a dog")
                    .field("threshold", "0.9")
                    .file("image", "a.jpg", ApiFixture.bytes("picture 0"))),
            200);
    assertThat(sent.get("width").asInt()).isEqualTo(4);
    assertThat(sent.get("height").asInt()).isEqualTo(3);
    assertThat(texts(sent.get("prompts"), "prompt")).containsExactly("a cat", "a dog");
    JsonNode map = sent.get("prompts").get(0).get("map");
    assertThat(map.get("rows").asInt()).isEqualTo(3);
    assertThat(map.get("columns").asInt()).isEqualTo(4);
    assertThat(map.get("scores")).hasSize(12);
    JsonNode box = sent.get("prompts").get(0).get("boxes").get(0);
    assertThat(box.get("score").asDouble()).isBetween(0.0, 1.0);
    JsonNode held =
        api.body(
            api.postJson(
                "/api/v1/detect",
                "{\"imageId\":\"photos/a b.jpg\",\"prompts\":[\"a cat\",\"a dog\"],\"threshold\":0.9}"),
            200);
    assertThat(held).isEqualTo(sent);
    JsonNode notKept =
        api.problem(
            api.postJson("/api/v1/detect", "{\"imageId\":\"plain\",\"prompts\":[\"a cat\"]}"), 422);
    assertThat(notKept.get("code").asText()).isEqualTo("IMAGE_NOT_KEPT");
    JsonNode gone =
        api.problem(
            api.postJson("/api/v1/detect", "{\"imageId\":\"gone\",\"prompts\":[\"a cat\"]}"), 422);
    assertThat(gone.get("code").asText()).isEqualTo("FETCH_FAILED");
  }

  @Test
  void imagesAndCaptionsAreSearchedByTextByImageAndByEachOther() throws Exception {
    JsonNode byText = api.body(api.get("/api/v1/search?text=caption%201&target=captions&k=2"), 200);
    assertThat(byText.get("target").asText()).isEqualTo("captions");
    assertThat(byText.get("hits")).hasSize(2);
    JsonNode best = byText.get("hits").get(0);
    assertThat(best.get("id").asText()).isEqualTo("captions/1");
    assertThat(best.get("similarity").asDouble()).isCloseTo(1, within(1e-5));
    assertThat(best.get("caption").get("text").asText()).isEqualTo("caption 1");
    assertThat(best.get("caption").has("embedding")).isFalse();
    assertThat(best.has("image")).isFalse();
    JsonNode byImage =
        api.body(api.post("/api/v1/search?k=1", "image/png", ApiFixture.bytes("picture 2")), 200);
    assertThat(texts(byImage.get("hits"), "id")).containsExactly("plain");
    JsonNode neighbours = api.body(api.get("/api/v1/search?imageId=plain"), 200);
    assertThat(texts(neighbours.get("hits"), "id"))
        .as("without the image itself")
        .containsExactlyInAnyOrder("photos/a b.jpg", "photos/ü?#&%2F.jpg");
    assertThat(api.body(api.get("/api/v1/search?captionId=captions%2F0&offset=2"), 200).get("hits"))
        .hasSize(1);
    assertThat(
            api.body(api.get("/api/v1/search?imageId=plain&minSimilarity=0.999"), 200).get("hits"))
        .isEmpty();
    api.problem(api.get("/api/v1/search?imageId=nobody"), 404);
  }

  @Test
  void idsMayHoldAnything() throws Exception {
    for (String id : List.of(SLASHED, "photos/a%20b.jpg", STRANGE, "plain")) {
      JsonNode image = api.body(api.get("/api/v1/images/" + id), 200);
      assertThat(image.has("embedding")).isFalse();
      assertThat(image.get("thumbnail").asText()).endsWith("/thumbnail");
      HttpResponse<String> thumbnail = api.get(image.get("thumbnail").asText());
      assertThat(thumbnail.statusCode()).isEqualTo(200);
      assertThat(thumbnail.headers().firstValue("Content-Type")).contains("image/jpeg");
      JsonNode captions = api.body(api.get("/api/v1/images/" + id + "/captions"), 200);
      assertThat(captions.get("captions")).hasSize(1);
    }
    assertThat(api.body(api.get("/api/v1/images/" + STRANGE), 200).get("imageId").asText())
        .isEqualTo("photos/ü?#&%2F.jpg");
    assertThat(api.body(api.get("/api/v1/images/plain?embedding=true"), 200).get("embedding"))
        .hasSize(FakeEncoder.DIMENSION);
    api.problem(api.get("/api/v1/images/nobody"), 404);
    api.problem(api.get("/api/v1/images/nobody/thumbnail"), 404);
    assertThat(api.body(api.get("/api/v1/images/nobody/captions"), 200).get("captions")).isEmpty();
  }

  @Test
  void aThumbnailIsSentOnce() throws Exception {
    HttpResponse<String> first = api.get("/api/v1/images/plain/thumbnail");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        api.send(
            HttpRequest.newBuilder(api.uri("/api/v1/images/plain/thumbnail"))
                .header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<String> other =
        api.send(
            HttpRequest.newBuilder(api.uri("/api/v1/images/plain/thumbnail"))
                .header("If-None-Match", "\"other\""));
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void listsGoOnWhereTheyEnded() throws Exception {
    JsonNode first = api.body(api.get("/api/v1/images?limit=2"), 200);
    assertThat(texts(first.get("images"), "imageId"))
        .containsExactly("photos/a b.jpg", "photos/ü?#&%2F.jpg");
    JsonNode rest =
        api.body(api.get("/api/v1/images?limit=2&before=" + first.get("next").asText()), 200);
    assertThat(texts(rest.get("images"), "imageId")).containsExactly("plain");
    assertThat(rest.get("next").isNull()).isTrue();
    assertThat(api.body(api.get("/api/v1/captions?limit=1"), 200).get("captions")).hasSize(1);
    JsonNode caption = api.body(api.get("/api/v1/captions/captions%2F1?embedding=true"), 200);
    assertThat(caption.get("match").get("contrastImages").asDouble()).isEqualTo(0.5);
    assertThat(caption.get("match").get("contrastCaptions").isNull()).isTrue();
    assertThat(caption.get("embedding")).hasSize(FakeEncoder.DIMENSION);
  }

  @Test
  void alertsAreListedSeenAndAccepted() throws Exception {
    JsonNode open = api.body(api.get("/api/v1/alerts?state=RAISED"), 200);
    assertThat(texts(open.get("alerts"), "captionId")).containsExactly("captions/0");
    assertThat(open.get("open").asInt()).isEqualTo(1);
    assertThat(api.body(api.get("/api/v1/alerts"), 200).get("alerts")).hasSize(3);
    assertThat(api.body(api.get("/api/v1/alerts?reason=IMAGE_MISSING"), 200).get("alerts"))
        .isEmpty();
    JsonNode one = api.body(api.get("/api/v1/alerts/captions%2F1"), 200);
    assertThat(one.get("resolution").asText()).isEqualTo("ACCEPTED");
    assertThat(one.get("resolvedAt").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
    api.problem(api.get("/api/v1/alerts/nobody"), 404);
    assertThat(accept("captions%2F0", 202).get("decision").asText()).isEqualTo("recorded");
    assertThat(accept("captions%2F1", 200).get("decision").asText()).isEqualTo("accepted already");
    accept("nobody", 404);
    HttpResponse<String> later = api.postJson("/api/v1/alerts/later/accept", "");
    api.problem(later, 503);
    assertThat(later.headers().firstValue("Retry-After")).isPresent();
  }

  private static JsonNode accept(String id, int status) throws Exception {
    return api.body(api.postJson("/api/v1/alerts/" + id + "/accept", ""), status);
  }

  @Test
  void labelSetsAreSeenPutAndDeleted() throws Exception {
    JsonNode all = api.body(api.get("/api/v1/label-sets"), 200);
    assertThat(texts(all.get("labelSets"), "name")).contains("default");
    JsonNode put =
        api.body(
            put(
                "tools%2Fhand",
                "{\"labels\":[\"saw\",\"axe\"],\"templates\":[\"a {}\"],\"active\":false,\"topK\":1}"),
            202);
    assertThat(put).isEqualTo(api.body(api.get("/api/v1/label-sets/tools%2Fhand"), 200));
    assertThat(api.labelSets.get("tools/hand"))
        .isEqualTo(new LabelSetDefinition(List.of("saw", "axe"), List.of("a {}"), false, 1));
    HttpResponse<String> deleted =
        api.send(HttpRequest.newBuilder(api.uri("/api/v1/label-sets/tools%2Fhand")).DELETE());
    assertThat(api.body(deleted, 202).get("name").asText()).isEqualTo("tools/hand");
    api.problem(api.get("/api/v1/label-sets/tools%2Fhand"), 404);
    JsonNode defaults = api.body(put("plain", "{\"labels\":[\"saw\"]}"), 202);
    assertThat(defaults.get("templates").get(0).asText()).isEqualTo("a photo of a {}");
    assertThat(defaults.get("active").asBoolean()).isTrue();
    assertThat(defaults.get("topK").asInt()).isEqualTo(5);
    api.labelSets.remove("plain");
  }

  private static HttpResponse<String> put(String name, String json) throws Exception {
    return api.send(
        HttpRequest.newBuilder(api.uri("/api/v1/label-sets/" + name))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  @Test
  void statusIsNeverKept() throws Exception {
    HttpResponse<String> answer = api.get("/api/v1/status");
    JsonNode status = api.body(answer, 200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(status.get("model").get("dimensions").asInt()).isEqualTo(FakeEncoder.DIMENSION);
    assertThat(status.get("records").get("openAlerts").asInt()).isEqualTo(1);
    assertThat(status.get("indexing").get("lag").isNull()).isTrue();
  }

  private static List<String> texts(JsonNode items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.get(field).asText())
        .toList();
  }

  private static float[] vector(JsonNode numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) numbers.get(i).asDouble();
    }
    return vector;
  }
}
