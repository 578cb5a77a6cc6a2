package io.clipstreams.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Range;

/** What time does to alerts, and who is told of them: {@code clip.alerts.*}. */
public final class AlertsConfig {
  public static final String IMAGE_MISSING_AFTER_CONFIG = "clip.alerts.image.missing.after";
  private static final String IMAGE_MISSING_AFTER_DOC =
      "How long a caption waits for its image before the alert IMAGE_MISSING is raised.";

  public static final String RESOLVED_RETENTION_CONFIG = "clip.alerts.resolved.retention";
  private static final String RESOLVED_RETENTION_DOC =
      "How long after its resolution an alert's record is kept; then it is deleted, unless the alert"
          + " was raised again.";

  public static final String WEBHOOK_URL_CONFIG = "clip.alerts.webhook.url";
  private static final String WEBHOOK_URL_DOC =
      "Where each alert that is raised or resolved is posted as JSON. Kept out of logs.";

  public static final String WEBHOOK_TOKEN_CONFIG = "clip.alerts.webhook.token";
  private static final String WEBHOOK_TOKEN_DOC =
      "Sent with every post as 'Authorization: Bearer TOKEN'. Kept out of logs.";

  public static final String WEBHOOK_TIMEOUT_CONFIG = "clip.alerts.webhook.timeout";
  private static final String WEBHOOK_TIMEOUT_DOC = "How long one post may take.";

  public static final String WEBHOOK_ATTEMPTS_CONFIG = "clip.alerts.webhook.attempts";
  private static final String WEBHOOK_ATTEMPTS_DOC =
      "How often an alert is posted until it is given up, with growing pauses (1 s, 2 s, 4 s, ..."
          + " up to 30 s) between.";

  private final Values values;

  AlertsConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Alerts")
        .duration(
            IMAGE_MISSING_AFTER_CONFIG,
            "1h",
            Duration.ofSeconds(1),
            Duration.ofDays(365),
            IMAGE_MISSING_AFTER_DOC)
        .duration(
            RESOLVED_RETENTION_CONFIG,
            "7d",
            Duration.ofSeconds(1),
            Duration.ofDays(3650),
            RESOLVED_RETENTION_DOC)
        .secret(WEBHOOK_URL_CONFIG, Checks.httpUrlIfSet(), WEBHOOK_URL_DOC)
        .secret(WEBHOOK_TOKEN_CONFIG, Checks.headerValueIfSet(), WEBHOOK_TOKEN_DOC)
        .duration(
            WEBHOOK_TIMEOUT_CONFIG,
            "10s",
            Duration.ofMillis(1),
            Duration.ofMinutes(1),
            WEBHOOK_TIMEOUT_DOC)
        .integer(WEBHOOK_ATTEMPTS_CONFIG, 5, Range.between(1, 10), WEBHOOK_ATTEMPTS_DOC);
  }

  /** {@value #IMAGE_MISSING_AFTER_CONFIG}. */
  public Duration imageMissingAfter() {
    return values.duration(IMAGE_MISSING_AFTER_CONFIG);
  }

  /** {@value #RESOLVED_RETENTION_CONFIG}. */
  public Duration resolvedRetention() {
    return values.duration(RESOLVED_RETENTION_CONFIG);
  }

  /** {@value #WEBHOOK_URL_CONFIG}: http or https. */
  public Optional<URI> webhookUrl() {
    return values.secret(WEBHOOK_URL_CONFIG).map(URI::create);
  }

  /** {@value #WEBHOOK_TOKEN_CONFIG}. */
  public Optional<String> webhookToken() {
    return values.secret(WEBHOOK_TOKEN_CONFIG);
  }

  /** {@value #WEBHOOK_TIMEOUT_CONFIG}. */
  public Duration webhookTimeout() {
    return values.duration(WEBHOOK_TIMEOUT_CONFIG);
  }

  /** {@value #WEBHOOK_ATTEMPTS_CONFIG}: at least 1. */
  public int webhookAttempts() {
    return values.integer(WEBHOOK_ATTEMPTS_CONFIG);
  }
}
