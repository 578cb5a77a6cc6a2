package io.clipstreams.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a request that fails is answered: JSON {@code {"status": 404, "message": "…"}} where JSON is
 * asked for, else text; never HTML, since a message may repeat what was sent.
 */
final class ErrorAnswers implements Routes {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.exception(
        HttpResponseException.class,
        (failure, context) ->
            answer(
                context,
                failure.getStatus(),
                Optional.ofNullable(failure.getMessage()).orElse("no more is known")));
    config.routes.exception(HttpException.RuntimeException.class, ErrorAnswers::refused);
    config.routes.exception(
        Exception.class,
        (failure, context) -> {
          LOG.error("{} {} failed", context.method(), context.path(), failure);
          answer(
              context, HttpStatus.INTERNAL_SERVER_ERROR.getCode(), "this failed; the log says why");
        });
  }

  /** By the server's own limits. */
  private static void refused(HttpException failure, Context context) {
    answer(context, failure.getCode(), HttpStatus.forStatus(failure.getCode()).getMessage());
  }

  private static void answer(Context context, int status, String message) {
    context.status(status);
    if (Optional.ofNullable(context.header("Accept")).orElse("").contains("json")) {
      context.json(
          JsonNodeFactory.instance.objectNode().put("status", status).put("message", message));
    } else {
      context.contentType("text/plain; charset=utf-8").result(message);
    }
  }
}
