package io.clipstreams.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Where HTTP is served: {@code clip.http.*}. */
public final class HttpConfig {
  /** Shorter ones are guessed. */
  private static final int LEAST_TOKEN = 16;

  public static final String HOST_CONFIG = "clip.http.host";
  private static final String HOST_DOC =
      "The address that HTTP is served on; 0.0.0.0 for all. One that other machines can reach needs"
          + " clip.http.token or clip.http.insecure=true.";

  public static final String PORT_CONFIG = "clip.http.port";
  private static final String PORT_DOC = "The port that HTTP is served on; 0 picks a free one.";

  public static final String TOKEN_CONFIG = "clip.http.token";
  private static final String TOKEN_DOC =
      "The secret that clients present as 'Authorization: Bearer TOKEN', and people on the page. Unset:"
          + " everybody who reaches the address is let in. /health/... needs none.";

  public static final String INSECURE_CONFIG = "clip.http.insecure";
  private static final String INSECURE_DOC =
      "Whether to serve without clip.http.token on an address that other machines can reach.";

  public static final String HOSTS_CONFIG = "clip.http.hosts";
  private static final String HOSTS_DOC =
      "Names and addresses, without ports, under which the server is asked: what Host and Origin"
          + " headers may say beside loopback names; * for all. /health/... may be asked under any.";

  public static final String CORS_CONFIG = "clip.http.cors";
  private static final String CORS_DOC =
      "Origins of other sites whose pages may read answers, such as https://app.example.com. They"
          + " present the token, never the page's cookie.";

  public static final String METRICS_OPEN_CONFIG = "clip.http.metrics.open";
  private static final String METRICS_OPEN_DOC =
      "Whether /metrics is served without the token and under any name.";

  public static final String REQUEST_MAX_BYTES_CONFIG = "clip.http.request.max.bytes";
  private static final String REQUEST_MAX_BYTES_DOC =
      "The largest body of a request. An image in JSON is a third larger than its file.";

  public static final String REQUEST_TIMEOUT_CONFIG = "clip.http.request.timeout";
  private static final String REQUEST_TIMEOUT_DOC =
      "How long a request may take to arrive, and how long a connection may be silent.";

  private final Values values;

  HttpConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("HTTP")
        .string(HOST_CONFIG, "127.0.0.1", Checks.notBlank(), HOST_DOC)
        .integer(PORT_CONFIG, 8080, Range.between(0, 65_535), PORT_DOC)
        .secret(TOKEN_CONFIG, LEAST_TOKEN, TOKEN_DOC)
        .flag(INSECURE_CONFIG, false, INSECURE_DOC)
        .list(HOSTS_CONFIG, List.of(), Checks.distinct(true), HOSTS_DOC)
        .list(CORS_CONFIG, List.of(), Checks.distinct(true), CORS_DOC)
        .flag(METRICS_OPEN_CONFIG, false, METRICS_OPEN_DOC)
        .size(
            REQUEST_MAX_BYTES_CONFIG,
            "24MiB",
            DataSize.ofKibibytes(1),
            DataSize.ofMebibytes(1024),
            REQUEST_MAX_BYTES_DOC)
        .duration(
            REQUEST_TIMEOUT_CONFIG,
            "30s",
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            REQUEST_TIMEOUT_DOC);
  }

  /** {@value #HOST_CONFIG}. */
  public String host() {
    return values.string(HOST_CONFIG);
  }

  /** {@value #PORT_CONFIG}; 0 stands for any free one. */
  public int port() {
    return values.integer(PORT_CONFIG);
  }

  /** {@value #TOKEN_CONFIG}. */
  public Optional<String> token() {
    return values.secret(TOKEN_CONFIG);
  }

  /** {@value #INSECURE_CONFIG}. */
  public boolean insecure() {
    return values.flag(INSECURE_CONFIG);
  }

  /** {@value #HOSTS_CONFIG}. */
  public List<String> hosts() {
    return values.list(HOSTS_CONFIG);
  }

  /** {@value #CORS_CONFIG}. */
  public List<String> cors() {
    return values.list(CORS_CONFIG);
  }

  /** {@value #METRICS_OPEN_CONFIG}. */
  public boolean metricsOpen() {
    return values.flag(METRICS_OPEN_CONFIG);
  }

  /** {@value #REQUEST_MAX_BYTES_CONFIG}. */
  public DataSize requestMaxBytes() {
    return values.size(REQUEST_MAX_BYTES_CONFIG);
  }

  /** {@value #REQUEST_TIMEOUT_CONFIG}. */
  public Duration requestTimeout() {
    return values.duration(REQUEST_TIMEOUT_CONFIG);
  }
}
