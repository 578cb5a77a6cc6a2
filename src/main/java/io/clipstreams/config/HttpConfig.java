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

  public static final String BODIES_MAX_BYTES_CONFIG = "clip.http.bodies.max.bytes";
  private static final String BODIES_MAX_BYTES_DOC =
      "How many bytes of bodies are held at a time; a request beyond them is asked to come again. At"
          + " least clip.http.request.max.bytes; unset, it grows with that.";

  public static final String TEXTS_MAX_CONFIG = "clip.http.texts.max";
  private static final String TEXTS_MAX_DOC =
      "The most texts of a request, and the most prompts of a detection.";

  public static final String IMAGES_MAX_CONFIG = "clip.http.images.max";
  private static final String IMAGES_MAX_DOC = "The most images of a request.";

  public static final String INFERENCE_MAX_CONFIG = "clip.http.inference.max";
  private static final String INFERENCE_MAX_DOC =
      "How many requests use the model at a time, beside the stream; others wait a moment and are asked"
          + " to come again. Detections go one at a time.";

  public static final String INFERENCE_TIMEOUT_CONFIG = "clip.http.inference.timeout";
  private static final String INFERENCE_TIMEOUT_DOC =
      "How long a request may use the model. One without labels that are embedded already needs time"
          + " for each of its prompts.";

  public static final String EVENTS_CLIENTS_CONFIG = "clip.http.events.clients";
  private static final String EVENTS_CLIENTS_DOC =
      "How many clients may follow /api/v1/events at a time; each has a thread and a connection.";

  public static final String KAFKA_TIMEOUT_CONFIG = "clip.http.kafka.timeout";
  private static final String KAFKA_TIMEOUT_DOC =
      "How long a request that changes something (a label set, an alert that is accepted) may wait for"
          + " Kafka before it is asked to come again.";

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
            REQUEST_TIMEOUT_DOC)
        .size(
            BODIES_MAX_BYTES_CONFIG,
            "96MiB",
            DataSize.ofKibibytes(1),
            DataSize.ofMebibytes(16_384),
            BODIES_MAX_BYTES_DOC)
        .integer(TEXTS_MAX_CONFIG, 256, Range.between(1, 10_000), TEXTS_MAX_DOC)
        .integer(IMAGES_MAX_CONFIG, 16, Range.between(1, 1_000), IMAGES_MAX_DOC)
        .integer(INFERENCE_MAX_CONFIG, 4, Range.between(1, 64), INFERENCE_MAX_DOC)
        .duration(
            INFERENCE_TIMEOUT_CONFIG,
            "30s",
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            INFERENCE_TIMEOUT_DOC)
        .integer(EVENTS_CLIENTS_CONFIG, 64, Range.between(1, 400), EVENTS_CLIENTS_DOC)
        .duration(
            KAFKA_TIMEOUT_CONFIG,
            "5s",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            KAFKA_TIMEOUT_DOC);
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

  /** {@value #BODIES_MAX_BYTES_CONFIG}; at least {@link #requestMaxBytes()}. */
  public DataSize bodiesMaxBytes() {
    DataSize configured = values.size(BODIES_MAX_BYTES_CONFIG);
    return configured.bytes() < requestMaxBytes().bytes() ? requestMaxBytes() : configured;
  }

  /** {@value #TEXTS_MAX_CONFIG}. */
  public int textsMax() {
    return values.integer(TEXTS_MAX_CONFIG);
  }

  /** {@value #IMAGES_MAX_CONFIG}. */
  public int imagesMax() {
    return values.integer(IMAGES_MAX_CONFIG);
  }

  /** {@value #INFERENCE_MAX_CONFIG}. */
  public int inferenceMax() {
    return values.integer(INFERENCE_MAX_CONFIG);
  }

  /** {@value #INFERENCE_TIMEOUT_CONFIG}. */
  public Duration inferenceTimeout() {
    return values.duration(INFERENCE_TIMEOUT_CONFIG);
  }

  /** {@value #EVENTS_CLIENTS_CONFIG}. */
  public int eventsClients() {
    return values.integer(EVENTS_CLIENTS_CONFIG);
  }

  /** {@value #KAFKA_TIMEOUT_CONFIG}. */
  public Duration kafkaTimeout() {
    return values.duration(KAFKA_TIMEOUT_CONFIG);
  }
}
