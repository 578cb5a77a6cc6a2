package io.clipstreams.web;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code POST /api/v1/alerts/{captionId}/accept}: somebody accepts the caption with its image.
 *
 * @param desk takes the decision, by captionId
 */
public record AlertRoutes(Function<String, Acceptance> desk) implements Routes {
  /** What became of a decision. */
  public enum Acceptance {
    /** It is written down; the stream resolves the alert. */
    RECORDED,
    /** The alert was accepted before. */
    ALREADY_ACCEPTED,
    /** There is no alert to accept. */
    NO_OPEN_ALERT,
    /** It could not be written down now. */
    UNAVAILABLE
  }

  @Override
  public void addTo(JavalinConfig config) {
    // An id may hold slashes, which the angle brackets let through.
    config.routes.post("/api/v1/alerts/<captionId>/accept", this::accept);
  }

  private void accept(Context context) {
    String captionId = context.pathParam("captionId");
    switch (desk.apply(captionId)) {
      case RECORDED -> answer(context, HttpStatus.ACCEPTED, captionId, "recorded");
      case ALREADY_ACCEPTED -> answer(context, HttpStatus.OK, captionId, "accepted already");
      case NO_OPEN_ALERT ->
          new Problem(HttpStatus.NOT_FOUND, "no alert stands for caption '%s'".formatted(captionId))
              .answer(context);
      case UNAVAILABLE ->
          new Problem(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "the decision could not be written down; try again when /health/ready is UP")
              .answer(context);
    }
  }

  private static void answer(
      Context context, HttpStatus status, String captionId, String decision) {
    context.status(status).json(Map.of("captionId", captionId, "decision", decision));
  }
}
