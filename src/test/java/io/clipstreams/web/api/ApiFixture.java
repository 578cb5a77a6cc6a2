package io.clipstreams.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.DetectionSettings;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.ZeroShotClassifier;
import io.clipstreams.web.HealthChecks;
import io.clipstreams.web.HealthRoutes;
import io.clipstreams.web.HttpAccess;
import io.clipstreams.web.HttpServer;
import io.clipstreams.web.MetricsRoutes;
import io.clipstreams.web.Routes;
import io.clipstreams.web.TopologyRoutes;
import io.clipstreams.web.api.AlertRoutes.Acceptance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All routes of the API on a real server, over ports that a test fills. */
final class ApiFixture implements AutoCloseable {
  static final ModelView MODEL = new ModelView("fake", "revision-1", FakeEncoder.DIMENSION);
  static final ApiLimits LIMITS = new ApiLimits(4, 3, 20, 3, 1_000);
  static final long MAX_BODY = 64 << 10;
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  final ListedCatalog catalog = new ListedCatalog();
  final Map<String, LabelSetDefinition> labelSets = new TreeMap<>();
  final Feed feed = new Feed();
  final List<String> accepted = new ArrayList<>();
  final Bodies bodies = new Bodies(MAX_BODY, 2 * MAX_BODY);
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final EventRoutes events;
  final List<Routes> routes;
  private final HttpServer server;

  ApiFixture() {
    this(TIMEOUT);
  }

  /**
   * @param silence after which the server cuts a connection
   */
  ApiFixture(Duration silence) {
    Encoder encoder = new FakeEncoder();
    events = new EventRoutes(feed, 2, silence);
    HttpAccess local = HttpAccess.local("127.0.0.1");
    HttpAccess access =
        new HttpAccess(
            "127.0.0.1", local.token(), false, List.of(), List.of(), false, MAX_BODY, silence);
    routes = routes(new InferenceDesk(encoder, 2, Duration.ofSeconds(5)));
    server = HttpServer.start(access, 0, routes);
    fill();
  }

  private List<Routes> routes(InferenceDesk desk) {
    HealthChecks well = new HealthChecks(List.of());
    LabelSets sets = new Sets();
    return List.of(
        new HealthRoutes(well, well),
        new MetricsRoutes(() -> "metrics"),
        new TopologyRoutes(() -> "topology"),
        new AlertRoutes(catalog, this::accept),
        new ImageRoutes(catalog),
        new CaptionRoutes(catalog),
        new StatusRoutes(ApiFixture::status),
        new OpenApiRoutes(),
        events,
        new EmbedRoutes(desk, bodies, MODEL, LIMITS),
        new ClassifyRoutes(desk, bodies, new ZeroShotClassifier(100), MODEL, catalog, sets, LIMITS),
        new SimilarityRoutes(desk, bodies, MODEL, catalog, LIMITS),
        new DetectRoutes(desk, bodies, detection(), MODEL, ApiFixture::original, LIMITS),
        new SearchRoutes(desk, bodies, MODEL, catalog),
        new LabelSetRoutes(sets, bodies, LIMITS));
  }

  private static DetectionSettings detection() {
    return new DetectionSettings(OptionalInt.of(1), 2, 2, 1, 1, 0.5, -1, -1, 0.5, 1_000);
  }

  private static Optional<byte[]> original(String imageId) throws ProcessingException {
    if (imageId.equals("gone")) {
      throw new ProcessingException(FailureCode.FETCH_FAILED, "it is gone");
    }
    return imageId.equals("photos/a b.jpg") ? Optional.of(bytes("picture 0")) : Optional.empty();
  }

  private static StatusView status() {
    return new StatusView(
        MODEL,
        true,
        true,
        Optional.of(new StatusView.Records(3, 3, 1)),
        new StatusView.Rate(1.5, 0),
        Optional.of(0L),
        "similarity",
        TIME,
        new StatusView.Indexing(Optional.empty()));
  }

  private Acceptance accept(String captionId) {
    accepted.add(captionId);
    return switch (captionId) {
      case "captions/0" -> Acceptance.RECORDED;
      case "captions/1" -> Acceptance.ALREADY_ACCEPTED;
      case "later" -> Acceptance.UNAVAILABLE;
      default -> Acceptance.NO_OPEN_ALERT;
    };
  }

  private void fill() {
    List<String> ids = List.of("photos/a b.jpg", "photos/ü?#&%2F.jpg", "plain");
    for (int i = 0; i < ids.size(); i++) {
      float[] vector = FakeEncoder.vector(bytes("picture " + i));
      catalog.add(
          new ImageView(
              ids.get(i),
              "%064x".formatted(i),
              "image/png",
              4,
              3,
              Map.of("default", List.of(new LabelView("cat", 0.25f, 0.5f))),
              Map.of("source", "camera " + i),
              TIME,
              MODEL.revision(),
              Optional.of(ImageView.thumbnailPath(ids.get(i))),
              Optional.of(vector)),
          new byte[] {1, 2, (byte) i});
      catalog.add(
          new CaptionView(
              "captions/" + i,
              ids.get(i),
              "caption " + i,
              4,
              false,
              "SCORED",
              Optional.of(
                  new MatchView(
                      0.2f,
                      Optional.of(0.5f),
                      Optional.empty(),
                      0.2f,
                      0.21f,
                      "similarity",
                      "MISMATCH")),
              Map.of(),
              TIME,
              MODEL.revision(),
              Optional.of(FakeEncoder.vector(bytes("caption " + i)))));
      catalog.add(
          new AlertView(
              "captions/" + i,
              ids.get(i),
              "caption " + i,
              i == 0 ? "RAISED" : "RESOLVED",
              "MISMATCH",
              Optional.empty(),
              List.of(),
              MODEL.revision(),
              TIME,
              i == 0 ? Optional.empty() : Optional.of(TIME),
              i == 0 ? Optional.empty() : Optional.of("ACCEPTED"),
              Optional.empty()));
    }
    labelSets.put("default", LabelSetDefinition.of(List.of("cat", "dog")));
  }

  /** Label sets that change at once. */
  private final class Sets implements LabelSets {
    @Override
    public Map<String, LabelSetDefinition> all() {
      return labelSets;
    }

    @Override
    public void put(String name, LabelSetDefinition set) {
      labelSets.put(name, set);
    }

    @Override
    public void delete(String name) {
      labelSets.remove(name);
    }
  }

  /** Events that a test gives. */
  static final class Feed implements EventFeed {
    final BlockingQueue<List<Event>> coming = new LinkedBlockingQueue<>();
    final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    final BlockingQueue<Wish> ended = new LinkedBlockingQueue<>();

    /** How many events are still to come that nobody asked for. */
    final AtomicInteger elsewhere = new AtomicInteger();

    @Override
    public Subscription follow(Wish wish) {
      wishes.add(wish);
      return new Subscription() {
        private String position = wish.after().orElse("1_0");

        @Override
        public List<Event> next(Duration patience) throws EndedException, InterruptedException {
          if (elsewhere.getAndDecrement() > 0) {
            return List.of();
          }
          List<Event> events = coming.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
          if (events != null && events.isEmpty()) {
            throw new EndedException("the test ends it");
          }
          if (events == null) {
            return List.of();
          }
          position = events.get(events.size() - 1).id();
          return events;
        }

        @Override
        public String position() {
          return position;
        }

        @Override
        public void close() {
          ended.add(wish);
        }
      };
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  int port() {
    return server.port();
  }

  URI uri(String path) {
    return URI.create(server.url() + path);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  HttpResponse<String> post(String path, String contentType, byte[] body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> postJson(String path, String body) throws Exception {
    return post(path, "application/json", bytes(body));
  }

  HttpResponse<String> post(String path, Multipart form) throws Exception {
    return post(path, form.contentType(), form.bytes());
  }

  /** The answer's JSON, if it has this status. */
  JsonNode body(HttpResponse<String> response, int status) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return json.readTree(response.body());
  }

  /** The problem's details, if it is one with this status. */
  JsonNode problem(HttpResponse<String> response, int status) throws Exception {
    JsonNode problem = body(response, status);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotBlank();
    return problem;
  }

  @Override
  public void close() {
    events.close();
    server.close();
  }
}
