package io.clipstreams.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes that write and read Avro, by name, since not all of them are in every build.
 *
 * @param serializer a Kafka serializer's class name
 * @param deserializer a Kafka deserializer's class name
 */
public record SerdeClasses(String serializer, String deserializer) {
  /** Apicurio's. */
  public static final SerdeClasses APICURIO =
      new SerdeClasses(
          "io.apicurio.registry.serde.avro.AvroKafkaSerializer",
          "io.apicurio.registry.serde.avro.AvroKafkaDeserializer");

  /** Confluent's. */
  public static final SerdeClasses CONFLUENT =
      new SerdeClasses(
          "io.confluent.kafka.serializers.KafkaAvroSerializer",
          "io.confluent.kafka.serializers.KafkaAvroDeserializer");

  private static final String CLASS = "([\\p{L}_$][\\p{L}\\p{N}_$.]*)";
  private static final Pattern TWO_CLASSES = Pattern.compile(CLASS + "\\s*,\\s*" + CLASS);

  static boolean isValid(String text) {
    return text.equals("apicurio")
        || text.equals("confluent")
        || TWO_CLASSES.matcher(text).matches();
  }

  static SerdeClasses parse(String text) {
    Matcher matcher = TWO_CLASSES.matcher(text);
    if (matcher.matches()) {
      return new SerdeClasses(matcher.group(1), matcher.group(2));
    }
    return text.equals("confluent") ? CONFLUENT : APICURIO;
  }
}
