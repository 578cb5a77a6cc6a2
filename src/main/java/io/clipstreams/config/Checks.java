package io.clipstreams.config;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** What a value must look like; each one's words stand in the reference and in the error. */
final class Checks {
  private static final Pattern TOPIC_PREFIX = Pattern.compile("[a-zA-Z0-9._-]{0,200}");

  private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+");

  private Checks() {}

  static Validator notBlank() {
    return check("not blank", value -> !value.toString().isBlank());
  }

  static Validator notBlankIfSet() {
    return check("not blank", value -> value == null || !value.toString().isBlank());
  }

  static Validator matching(Predicate<String> predicate, String words) {
    return check(words, value -> predicate.test(value.toString()));
  }

  static Validator topicPrefix() {
    return check(
        "at most 200 letters, digits, '.', '_' and '-'",
        value -> value == null || TOPIC_PREFIX.matcher(value.toString()).matches());
  }

  static Validator httpUrl() {
    return check("an http: or https: URL", value -> isHttpUrl(value.toString()));
  }

  /** Unset, or a secret that is a URL. */
  static Validator httpUrlIfSet() {
    return check(
        "an http: or https: URL",
        value -> value == null || (value instanceof Password secret && isHttpUrl(secret.value())));
  }

  /** Unset, or a secret that can be a header's value: visible ASCII. */
  static Validator headerValueIfSet() {
    return check(
        "visible ASCII without spaces",
        value ->
            value == null
                || (value instanceof Password secret
                    && HEADER_VALUE.matcher(secret.value()).matches()));
  }

  private static boolean isHttpUrl(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (IllegalArgumentException noUri) {
      return false;
    }
  }

  /** Unset, or a secret; the error does not show it. */
  static Validator secretIfSet(int leastLength) {
    return check(
        "at least " + leastLength + " characters",
        value ->
            value == null
                || (value instanceof Password secret
                    && secret.value().strip().length() >= leastLength));
  }

  /** Unset, or a positive number. */
  static Validator positiveIfSet() {
    return check(
        "greater than 0",
        value ->
            value == null
                || (value instanceof Double number && number > 0 && Double.isFinite(number)));
  }

  /** Unset, or a number within the bounds. */
  static Validator betweenIfSet(double least, double most) {
    return check(
        least + " to " + most,
        value ->
            value == null || (value instanceof Double number && number >= least && number <= most));
  }

  static Validator oneOrMoreOrMinusOne() {
    return check(
        "-1, or 1 to 32767",
        value -> value instanceof Integer n && (n == -1 || (n >= 1 && n <= Short.MAX_VALUE)));
  }

  static Validator distinct(boolean emptyAllowed) {
    return check(
        emptyAllowed ? "none twice" : "at least one, none twice",
        value -> {
          List<?> items = (List<?>) value;
          Set<Object> seen = new HashSet<>(items);
          return (emptyAllowed || !items.isEmpty())
              && seen.size() == items.size()
              && items.stream().noneMatch(item -> item.toString().isBlank());
        });
  }

  private static Validator check(String words, Predicate<Object> predicate) {
    return new Validator() {
      @Override
      public void ensureValid(String name, Object value) {
        if (!predicate.test(value)) {
          throw new ConfigException("%s: '%s' must be: %s".formatted(name, value, words));
        }
      }

      @Override
      public String toString() {
        return words;
      }
    };
  }
}
