package io.clipstreams.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Collects keys into a {@link ConfigDef}; one method a type of ours. A default of null means that
 * the key may stay unset.
 */
final class Keys {
  /** A validator that knows the name of a type that Kafka's {@link ConfigDef.Type} lacks. */
  interface OwnType extends Validator {
    /** The type's name in the reference. */
    String typeName();
  }

  private final ConfigDef definition = new ConfigDef();
  private String group = "";
  private int order;

  ConfigDef definition() {
    return definition;
  }

  /** All keys that follow stand under this heading in the reference. */
  Keys group(String name) {
    group = name;
    order = 0;
    return this;
  }

  Keys string(String name, String defaultValue, Validator validator, String doc) {
    return define(name, ConfigDef.Type.STRING, defaultValue, validator, doc);
  }

  /** One of an enum's constants, written in lower case. */
  <E extends Enum<E>> Keys choice(String name, E defaultValue, String doc) {
    String[] words =
        Arrays.stream(defaultValue.getDeclaringClass().getEnumConstants())
            .map(Keys::word)
            .toArray(String[]::new);
    return string(name, word(defaultValue), ConfigDef.ValidString.in(words), doc);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A string that is hidden wherever the configuration is shown; it may stay unset. */
  Keys secret(String name, Validator validator, String doc) {
    return define(name, ConfigDef.Type.PASSWORD, null, validator, doc);
  }

  Keys flag(String name, boolean defaultValue, String doc) {
    return define(name, ConfigDef.Type.BOOLEAN, defaultValue, null, doc);
  }

  Keys integer(String name, int defaultValue, Validator validator, String doc) {
    return define(name, ConfigDef.Type.INT, defaultValue, validator, doc);
  }

  Keys count(String name, long defaultValue, Validator validator, String doc) {
    return define(name, ConfigDef.Type.LONG, defaultValue, validator, doc);
  }

  Keys number(String name, Double defaultValue, Validator validator, String doc) {
    return define(name, ConfigDef.Type.DOUBLE, defaultValue, validator, doc);
  }

  Keys list(String name, List<String> defaultValue, Validator validator, String doc) {
    return define(name, ConfigDef.Type.LIST, String.join(",", defaultValue), validator, doc);
  }

  Keys size(String name, String defaultValue, DataSize least, DataSize most, String doc) {
    return string(name, defaultValue, new Bounded<>("size", DataSize::parse, least, most), doc);
  }

  Keys duration(String name, String defaultValue, Duration least, Duration most, String doc) {
    return string(
        name, defaultValue, new Bounded<>("duration", Durations::parse, least, most), doc);
  }

  private Keys define(
      String name, ConfigDef.Type type, Object defaultValue, Validator validator, String doc) {
    definition.define(
        name,
        type,
        defaultValue,
        validator,
        Importance.MEDIUM,
        doc,
        group,
        order++,
        Width.MEDIUM,
        name);
    return this;
  }

  private record Bounded<T extends Comparable<T>>(
      String typeName, Function<String, T> parser, T least, T most) implements OwnType {
    @Override
    public void ensureValid(String name, Object value) {
      T parsed;
      try {
        parsed = parser.apply(String.valueOf(value));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name + ": " + e.getMessage());
      }
      if (parsed.compareTo(least) < 0 || parsed.compareTo(most) > 0) {
        throw new ConfigException("%s: '%s' is not within %s".formatted(name, value, this));
      }
    }

    @Override
    public String toString() {
      return show(least) + " to " + show(most);
    }

    private static String show(Object bound) {
      return bound instanceof Duration duration ? Durations.format(duration) : bound.toString();
    }
  }
}
