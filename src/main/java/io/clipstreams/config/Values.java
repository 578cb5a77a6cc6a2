package io.clipstreams.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.config.types.Password;

/** Parsed and validated values by key; the sections' getters read them. */
final class Values {
  private final Map<String, Object> byKey;

  Values(Map<String, Object> byKey) {
    this.byKey = byKey;
  }

  /** The value as it was parsed; null if the key may be unset and is. */
  Object raw(String key) {
    if (!byKey.containsKey(key)) {
      throw new IllegalArgumentException("undefined key " + key);
    }
    return byKey.get(key);
  }

  String string(String key) {
    return (String) raw(key);
  }

  Optional<String> optionalString(String key) {
    return Optional.ofNullable((String) raw(key));
  }

  Optional<String> secret(String key) {
    return Optional.ofNullable((Password) raw(key)).map(Password::value);
  }

  boolean flag(String key) {
    return (Boolean) raw(key);
  }

  int integer(String key) {
    return (Integer) raw(key);
  }

  long count(String key) {
    return (Long) raw(key);
  }

  double number(String key) {
    return (Double) raw(key);
  }

  OptionalDouble optionalNumber(String key) {
    return raw(key) instanceof Double number ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  List<String> list(String key) {
    return ((List<?>) raw(key)).stream().map(Object::toString).toList();
  }

  DataSize size(String key) {
    return DataSize.parse(string(key));
  }

  Duration duration(String key) {
    return Durations.parse(string(key));
  }

  <E extends Enum<E>> E choice(String key, Class<E> type) {
    return Enum.valueOf(type, string(key).toUpperCase(Locale.ROOT));
  }
}
