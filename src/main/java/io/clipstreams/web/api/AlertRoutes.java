package io.clipstreams.web.api;

import io.clipstreams.web.Problem;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.clipstreams.web.api.Catalog.AlertFilter;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code GET /api/v1/alerts}, one of them, and {@code POST /api/v1/alerts/{captionId}/accept}:
 * somebody accepts the caption with its image.
 *
 * @param catalog knows them
 * @param desk takes the decision, by captionId
 */
public record AlertRoutes(Catalog catalog, Function<String, Acceptance> desk) implements Routes {
  private static final int LIMIT = 50;
  private static final int MOST = 100;

  public AlertRoutes {
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(desk, "desk");
  }

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

  record Request(
      Optional<String> state,
      Optional<String> reason,
      Optional<Integer> limit,
      Optional<String> before) {
    private static final Set<String> STATES = Set.of("RAISED", "RESOLVED");
    private static final Set<String> REASONS = Set.of("MISMATCH", "IMAGE_MISSING", "IMAGE_FAILED");

    Request {
      Queries.within("limit", limit, LIMIT, 1, MOST);
      if (state.isPresent() && !STATES.contains(state.get())) {
        throw new IllegalArgumentException("'state' is RAISED or RESOLVED");
      }
      if (reason.isPresent() && !REASONS.contains(reason.get())) {
        throw new IllegalArgumentException("'reason' is MISMATCH, IMAGE_MISSING or IMAGE_FAILED");
      }
    }
  }

  record Alerts(List<AlertView> alerts, Optional<String> next, long open) {}

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/api/v1/alerts", this::list);
    config.routes.get("/api/v1/alerts/<captionId>", this::one);
    // An id may hold slashes, which the angle brackets let through.
    config.routes.post("/api/v1/alerts/<captionId>/accept", this::accept);
  }

  private void list(Context context) {
    Request request = Bodies.query(context).as(Request.class);
    AlertFilter filter = new AlertFilter(request.state(), request.reason());
    Listed<AlertView> alerts =
        Queries.listed(
            request.before(),
            before -> catalog.alerts(filter, request.limit().orElse(LIMIT), before));
    ApiJson.answer(context, new Alerts(alerts.items(), alerts.next(), catalog.openAlerts()));
  }

  private void one(Context context) {
    String captionId = Queries.id(context, "captionId");
    ApiJson.answer(
        context,
        catalog
            .alert(captionId)
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "there is no alert of a caption '%s'".formatted(captionId))));
  }

  private void accept(Context context) {
    String captionId = Queries.id(context, "captionId");
    switch (desk.apply(captionId)) {
      case RECORDED -> answer(context, HttpStatus.ACCEPTED, captionId, "recorded");
      case ALREADY_ACCEPTED -> answer(context, HttpStatus.OK, captionId, "accepted already");
      case NO_OPEN_ALERT ->
          new Problem(HttpStatus.NOT_FOUND, "no alert stands for caption '%s'".formatted(captionId))
              .answer(context);
      case UNAVAILABLE ->
          throw ProblemException.unavailable(
              "the decision could not be written down now: the stream starts, or Kafka or the schema registry"
                  + " does not answer; see whether they run, and try again",
              null);
    }
  }

  private static void answer(
      Context context, HttpStatus status, String captionId, String decision) {
    context.status(status).json(Map.of("captionId", captionId, "decision", decision));
  }
}
