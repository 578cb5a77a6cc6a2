package io.clipstreams.web.api;

import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code GET /api/v1/images}, one of them, its thumbnail and its captions.
 *
 * @param catalog knows them
 */
public record ImageRoutes(Catalog catalog) implements Routes {
  private static final int LIMIT = 24;
  private static final int MOST = 100;

  public ImageRoutes {
    Objects.requireNonNull(catalog, "catalog");
  }

  record ListRequest(Optional<Integer> limit, Optional<String> before) {
    ListRequest {
      Queries.within("limit", limit, LIMIT, 1, MOST);
    }
  }

  record OneRequest(Optional<Boolean> embedding) {}

  record Images(List<ImageView> images, Optional<String> next) {}

  record Captions(List<CaptionView> captions) {}

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/api/v1/images", this::list);
    // An id may hold slashes, which the angle brackets let through; the longer paths go first.
    config.routes.get("/api/v1/images/<imageId>/thumbnail", this::thumbnail);
    config.routes.get("/api/v1/images/<imageId>/captions", this::captions);
    config.routes.get("/api/v1/images/<imageId>", this::one);
  }

  private void list(Context context) {
    ListRequest request = Bodies.query(context).as(ListRequest.class);
    Listed<ImageView> images =
        Queries.listed(
            request.before(), before -> catalog.images(request.limit().orElse(LIMIT), before));
    ApiJson.answer(
        context,
        new Images(
            images.items().stream().map(ImageView::withoutEmbedding).toList(), images.next()));
  }

  private void one(Context context) {
    String imageId = Queries.id(context, "imageId");
    boolean embedding = Bodies.query(context).as(OneRequest.class).embedding().orElse(false);
    ImageView image = catalog.image(imageId).orElseThrow(() -> unknown(imageId));
    ApiJson.answer(context, embedding ? image : image.withoutEmbedding());
  }

  private void thumbnail(Context context) {
    String imageId = Queries.id(context, "imageId");
    Thumbnail thumbnail =
        catalog
            .thumbnail(imageId)
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "there is no thumbnail of an image '%s'".formatted(imageId)));
    String tag = "\"%s\"".formatted(thumbnail.contentSha256());
    // An image may be replaced under its id: what is kept is asked about before it is shown.
    context.header("ETag", tag).header("Cache-Control", "private, no-cache");
    if (tag.equals(context.header("If-None-Match"))) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType("image/jpeg").result(thumbnail.jpeg());
    }
  }

  private void captions(Context context) {
    String imageId = Queries.id(context, "imageId");
    // Captions may come before their image.
    List<CaptionView> captions =
        catalog.captionsOf(imageId).stream().map(CaptionView::withoutEmbedding).toList();
    ApiJson.answer(context, new Captions(captions));
  }

  private static ProblemException unknown(String imageId) {
    return ProblemException.notFound("there is no image '%s'".formatted(imageId));
  }
}
