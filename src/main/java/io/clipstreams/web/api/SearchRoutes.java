package io.clipstreams.web.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.clipstreams.web.api.Catalog.Found;
import io.clipstreams.web.api.Catalog.Hit;
import io.clipstreams.web.api.Catalog.SearchQuery;
import io.clipstreams.web.api.Catalog.Target;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code GET /api/v1/search}, by a text or by what the stream holds, and {@code POST
 * /api/v1/search}, by an image.
 *
 * @param desk lets to the model
 * @param bodies reads requests
 * @param model the model
 * @param catalog is searched
 */
public record SearchRoutes(InferenceDesk desk, Bodies bodies, ModelView model, Catalog catalog)
    implements Routes {
  private static final int K = 10;
  private static final int MOST = 100;
  private static final int DEEPEST = 10_000;
  private static final int MOST_FILTERS = 32;

  public SearchRoutes {
    Objects.requireNonNull(desk, "desk");
    Objects.requireNonNull(bodies, "bodies");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(catalog, "catalog");
  }

  record Request(
      Optional<String> text,
      Optional<String> imageId,
      Optional<String> captionId,
      Optional<byte[]> image,
      Optional<String> target,
      Optional<Integer> k,
      Optional<Integer> offset,
      Optional<Double> minSimilarity,
      @JsonAlias("labels") List<String> label,
      @JsonAlias("attributes") List<String> attribute) {
    Request {
      label = Queries.list("label", label);
      attribute = Queries.list("attribute", attribute);
      if (label.size() + attribute.size() > MOST_FILTERS) {
        throw new IllegalArgumentException("more than %d filters".formatted(MOST_FILTERS));
      }
      for (String pair : attribute) {
        if (pair.indexOf('=') < 1) {
          throw new IllegalArgumentException("'attribute' is key=value");
        }
      }
      int hits = Queries.within("k", k, K, 1, MOST);
      Queries.within("offset", offset, 0, 0, DEEPEST - hits);
      Queries.requireWithin("minSimilarity", minSimilarity, -1, 1);
      target(target);
    }

    private static Target target(Optional<String> name) {
      return switch (name.orElse("images")) {
        case "images" -> Target.IMAGES;
        case "captions" -> Target.CAPTIONS;
        default -> throw new IllegalArgumentException("'target' is images or captions");
      };
    }

    /** The thing itself is no neighbour of its own. */
    private SearchQuery query() {
      Target searched = target(target);
      return new SearchQuery(
          searched,
          k.orElse(K),
          offset.orElse(0),
          minSimilarity,
          label,
          attribute,
          searched == Target.IMAGES ? imageId : captionId);
    }
  }

  record Answer(
      String target,
      String modelRevision,
      long total,
      int offset,
      int k,
      List<HitView> hits,
      long took) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record HitView(
      String id, float similarity, Optional<ImageView> image, Optional<CaptionView> caption) {
    static HitView of(Hit hit) {
      if (hit instanceof Hit.OfImage found) {
        ImageView image = found.image().withoutEmbedding();
        return new HitView(image.imageId(), hit.similarity(), Optional.of(image), Optional.empty());
      }
      CaptionView caption = ((Hit.OfCaption) hit).caption().withoutEmbedding();
      return new HitView(
          caption.captionId(), hit.similarity(), Optional.empty(), Optional.of(caption));
    }
  }

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/api/v1/search", this::byText);
    config.routes.post("/api/v1/search", this::byImage);
  }

  private void byText(Context context) {
    long start = System.nanoTime();
    try (Sent sent = Bodies.query(context)) {
      Request request = sent.as(Request.class);
      long given =
          Stream.of(request.text(), request.imageId(), request.captionId())
              .filter(Optional::isPresent)
              .count();
      if (given != 1 || request.image().isPresent()) {
        throw ProblemException.badRequest(
            "exactly one of 'text', 'imageId' and 'captionId' is needed; an image is sent by POST");
      }
      answer(context, request, vector(request), start);
    }
  }

  private float[] vector(Request request) {
    if (request.imageId().isPresent()) {
      return Held.image(catalog, request.imageId().get());
    }
    if (request.captionId().isPresent()) {
      return Held.caption(catalog, request.captionId().get());
    }
    String text = request.text().orElseThrow();
    return desk.work(encoder -> encoder.encodeText(text).vector());
  }

  private void byImage(Context context) {
    long start = System.nanoTime();
    try (Sent sent = bodies.read(context)) {
      Request request = sent.as(Request.class);
      if (request.text().isPresent() || request.captionId().isPresent()) {
        throw ProblemException.badRequest("texts and captions are searched for by GET");
      }
      OnePicture picture =
          OnePicture.of(sent.pictures(request.image(), List.of()), request.imageId());
      float[] vector = desk.work(encoder -> picture.vector(encoder, catalog));
      answer(context, request, vector, start);
    }
  }

  private void answer(Context context, Request request, float[] vector, long start) {
    SearchQuery query = request.query();
    Found found = catalog.search(vector, query);
    ApiJson.answer(
        context,
        new Answer(
            query.target().name().toLowerCase(Locale.ROOT),
            model.revision(),
            found.total(),
            query.offset(),
            query.k(),
            found.hits().stream().map(HitView::of).toList(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
  }
}
