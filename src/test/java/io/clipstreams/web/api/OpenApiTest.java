package io.clipstreams.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document describes the routes that there are, and what they answer. */
class OpenApiTest {
  private static final Set<HandlerType> METHODS =
      Set.of(HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.DELETE);
  private static final String SCHEMAS = "#/components/schemas/";

  private static ApiFixture api;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
    document = api.body(api.get("/openapi.json"), 200);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void eachRouteIsDescribedAndNothingElse() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    AtomicReference<Set<String>> registered = new AtomicReference<>();
    Javalin.create(
        config -> {
          api.routes.forEach(routes -> routes.addTo(config));
          registered.set(
              config.unsafe.internalRouter.allHttpHandlers().stream()
                  .filter(handler -> METHODS.contains(handler.endpoint.method))
                  .map(
                      handler ->
                          handler.endpoint.method
                              + " "
                              + handler.endpoint.path.replace('<', '{').replace('>', '}'))
                  .collect(Collectors.toCollection(TreeSet::new)));
        });
    assertThat(described).isEqualTo(registered.get());
  }

  @Test
  void parametersOfPathsAreThoseOfTheirPlaces() {
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .forEach(
                        operation -> {
                          Set<String> named = new HashSet<>();
                          operation
                              .path("parameters")
                              .forEach(
                                  parameter -> {
                                    if (parameter.path("in").asText().equals("path")) {
                                      named.add("{" + parameter.get("name").asText() + "}");
                                    }
                                  });
                          Set<String> placed =
                              java.util.regex.Pattern.compile("\\{\\w+}")
                                  .matcher(path.getKey())
                                  .results()
                                  .map(java.util.regex.MatchResult::group)
                                  .collect(Collectors.toSet());
                          assertThat(named).as(path.getKey()).isEqualTo(placed);
                        }));
  }

  @Test
  void answersAreAsTheDocumentSays() throws Exception {
    byte[] picture = ApiFixture.bytes("picture 0");
    check(api.postJson("/api/v1/embed/text", "{\"text\":\"a cat\"}"), "post /api/v1/embed/text");
    check(api.post("/api/v1/embed/image", "image/png", picture), "post /api/v1/embed/image");
    check(api.post("/api/v1/classify?labels=cat", "image/png", picture), "post /api/v1/classify");
    check(
        api.postJson("/api/v1/similarity", "{\"texts\":[\"a\"],\"imageIds\":[\"plain\"]}"),
        "post /api/v1/similarity");
    check(api.post("/api/v1/detect?prompts=cat", "image/png", picture), "post /api/v1/detect");
    check(api.get("/api/v1/search?text=a"), "get /api/v1/search");
    check(api.get("/api/v1/search?text=a&target=captions"), "get /api/v1/search");
    check(api.get("/api/v1/search?text=%20"), "get /api/v1/search");
    check(api.post("/api/v1/search", "image/png", picture), "post /api/v1/search");
    check(api.get("/api/v1/images"), "get /api/v1/images");
    check(api.get("/api/v1/images/plain?embedding=true"), "get /api/v1/images/{imageId}");
    check(api.get("/api/v1/images/nobody"), "get /api/v1/images/{imageId}");
    check(api.get("/api/v1/images/plain/captions"), "get /api/v1/images/{imageId}/captions");
    check(api.get("/api/v1/captions"), "get /api/v1/captions");
    check(api.get("/api/v1/captions/captions%2F0"), "get /api/v1/captions/{captionId}");
    check(api.get("/api/v1/alerts"), "get /api/v1/alerts");
    check(api.get("/api/v1/alerts?limit=0"), "get /api/v1/alerts");
    check(api.get("/api/v1/alerts/captions%2F0"), "get /api/v1/alerts/{captionId}");
    check(
        api.postJson("/api/v1/alerts/captions%2F0/accept", ""),
        "post /api/v1/alerts/{captionId}/accept");
    check(api.get("/api/v1/label-sets"), "get /api/v1/label-sets");
    check(api.get("/api/v1/label-sets/default"), "get /api/v1/label-sets/{name}");
    check(
        api.send(
            HttpRequest.newBuilder(api.uri("/api/v1/label-sets/new"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"labels\":[\"saw\"]}"))),
        "put /api/v1/label-sets/{name}");
    check(
        api.send(HttpRequest.newBuilder(api.uri("/api/v1/label-sets/new")).DELETE()),
        "delete /api/v1/label-sets/{name}");
    check(api.get("/api/v1/status"), "get /api/v1/status");
    check(api.get("/health/live"), "get /health/live");
  }

  private static void check(HttpResponse<String> answer, String operation) throws Exception {
    String[] parts = operation.split(" ", 2);
    JsonNode responses = document.get("paths").get(parts[1]).get(parts[0]).get("responses");
    JsonNode response = responses.path(Integer.toString(answer.statusCode()));
    assertThat(response.isMissingNode())
        .as("%s answers %d: %s", operation, answer.statusCode(), answer.body())
        .isFalse();
    if (response.has("$ref")) {
      response = document.at(response.get("$ref").asText().substring(1));
    }
    String type = answer.headers().firstValue("Content-Type").orElseThrow().split(";", -1)[0];
    JsonNode schema = response.at("/content/" + type.replace("/", "~1") + "/schema");
    assertThat(schema.isMissingNode()).as("%s answers %s", operation, type).isFalse();
    ObjectNode whole = new ObjectMapper().createObjectNode();
    whole.set("allOf", new ObjectMapper().createArrayNode().add(schema));
    whole.set("components", document.get("components"));
    Set<ValidationMessage> complaints =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(whole)
            .validate(new ObjectMapper().readTree(answer.body()));
    assertThat(complaints).as("%s: %s", operation, answer.body()).isEmpty();
  }

  /** Each reference leads somewhere, each component is used. */
  @Test
  void referencesHold() {
    Set<String> references = new TreeSet<>();
    document.findValuesAsText("$ref").forEach(references::add);
    // What events hold cannot be referred to, and is named.
    String events = document.at("/paths/~1api~1v1~1events/get").toString();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
    document
        .get("components")
        .get("schemas")
        .fieldNames()
        .forEachRemaining(
            name ->
                assertThat(events.contains("a " + name) || references.contains(SCHEMAS + name))
                    .as(name)
                    .isTrue());
  }
}
