package io.clipstreams.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A failed request, in the form of RFC 9457.
 *
 * @param status of the answer
 * @param detail what is wrong and what to do
 * @param code why a picture or text cannot be used, where that is the problem
 * @param retryAfter when to try again, where that helps
 */
public record Problem(
    HttpStatus status, String detail, Optional<String> code, Optional<Duration> retryAfter) {
  private static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /** A problem of which no more is to be said. */
  public Problem(HttpStatus status, String detail) {
    this(status, detail, Optional.empty(), Optional.empty());
  }

  /** Answers the request with it. */
  public void answer(Context context) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", status.getMessage());
    body.put("status", status.getCode());
    body.put("detail", detail);
    code.ifPresent(some -> body.put("code", some));
    retryAfter.ifPresent(
        pause -> context.header("Retry-After", Long.toString(Math.max(1, pause.toSeconds()))));
    context.status(status).json(body).contentType(MEDIA_TYPE);
  }
}
