package io.clipstreams.web.api;

import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code GET /api/v1/captions}, and one of them.
 *
 * @param catalog knows them
 */
public record CaptionRoutes(Catalog catalog) implements Routes {
  private static final int LIMIT = 24;

  public CaptionRoutes {
    Objects.requireNonNull(catalog, "catalog");
  }

  record Captions(List<CaptionView> captions, Optional<String> next) {}

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/api/v1/captions", this::list);
    config.routes.get("/api/v1/captions/<captionId>", this::one);
  }

  private void list(Context context) {
    ImageRoutes.ListRequest request = Bodies.query(context).as(ImageRoutes.ListRequest.class);
    Listed<CaptionView> captions =
        Queries.listed(
            request.before(), before -> catalog.captions(request.limit().orElse(LIMIT), before));
    ApiJson.answer(
        context,
        new Captions(
            captions.items().stream().map(CaptionView::withoutEmbedding).toList(),
            captions.next()));
  }

  private void one(Context context) {
    String captionId = Queries.id(context, "captionId");
    boolean embedding =
        Bodies.query(context).as(ImageRoutes.OneRequest.class).embedding().orElse(false);
    CaptionView caption =
        catalog
            .caption(captionId)
            .orElseThrow(
                () -> ProblemException.notFound("there is no caption '%s'".formatted(captionId)));
    ApiJson.answer(context, embedding ? caption : caption.withoutEmbedding());
  }
}
