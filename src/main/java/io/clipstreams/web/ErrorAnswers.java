package io.clipstreams.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a request that fails is answered. The API always answers with problem details (RFC 9457);
 * elsewhere it is JSON {@code {"status": 404, "message": "…"}} where JSON is asked for, else text.
 * Never HTML, since a message may repeat what was sent.
 */
final class ErrorAnswers implements Routes {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final String API = "/api/";

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.exception(
        ProblemException.class,
        (failure, context) -> {
          LOG.debug("{} {} is refused", context.method(), context.path(), failure);
          failure.problem().answer(context);
        });
    config.routes.exception(MethodNotAllowedResponse.class, ErrorAnswers::otherMethods);
    config.routes.exception(
        HttpResponseException.class,
        (failure, context) ->
            answer(
                context,
                HttpStatus.forStatus(failure.getStatus()),
                Optional.ofNullable(failure.getMessage()).orElse("no more is known")));
    config.routes.exception(HttpException.RuntimeException.class, ErrorAnswers::refused);
    config.routes.exception(
        Exception.class,
        (failure, context) -> {
          Optional<HttpException> limit = limit(failure);
          if (limit.isPresent()) {
            refused(limit.get(), context);
            return;
          }
          LOG.error("{} {} failed", context.method(), context.path(), failure);
          answer(context, HttpStatus.INTERNAL_SERVER_ERROR, "this failed; the log says why");
        });
  }

  private static void otherMethods(MethodNotAllowedResponse failure, Context context) {
    String allowed = String.join(", ", failure.getDetails().values());
    context.header("Allow", allowed);
    answer(
        context,
        HttpStatus.METHOD_NOT_ALLOWED,
        "%s is not for %s; %s is".formatted(context.method(), context.path(), allowed));
  }

  /** Who reads the body may have wrapped what the server says of it. */
  private static Optional<HttpException> limit(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException limit) {
        return Optional.of(limit);
      }
    }
    return Optional.empty();
  }

  /** By the server's own limits. */
  private static void refused(HttpException failure, Context context) {
    HttpStatus status = HttpStatus.forStatus(failure.getCode());
    answer(context, status, detail(status));
  }

  static String detail(HttpStatus status) {
    return status == HttpStatus.CONTENT_TOO_LARGE
        ? "the body is larger than clip.http.request.max.bytes allows"
        : status.getMessage();
  }

  /** Answers in the form that suits who asked. */
  static void answer(Context context, HttpStatus status, String message) {
    if (context.path().startsWith(API)) {
      new Problem(status, message).answer(context);
    } else if (Optional.ofNullable(context.header("Accept")).orElse("").contains("json")) {
      context
          .status(status)
          .json(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("status", status.getCode())
                  .put("message", message));
    } else {
      context.status(status).contentType("text/plain; charset=utf-8").result(message);
    }
  }
}
