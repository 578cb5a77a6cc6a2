package io.clipstreams.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A failed request, in the form of RFC 9457.
 *
 * @param status of the answer
 * @param detail what is wrong and what to do
 */
record Problem(HttpStatus status, String detail) {
  private static final String MEDIA_TYPE = "application/problem+json";

  void answer(Context context) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", status.getMessage());
    body.put("status", status.getCode());
    body.put("detail", detail);
    context.status(status).json(body).contentType(MEDIA_TYPE);
  }
}
