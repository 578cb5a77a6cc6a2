package io.clipstreams.web.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Ids in paths: they may hold anything. */
final class Percent {
  private Percent() {}

  /** The id as one segment of a path. */
  static String encode(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
