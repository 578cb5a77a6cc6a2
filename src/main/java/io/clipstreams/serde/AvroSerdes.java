package io.clipstreams.serde;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.SerdeClasses;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the serializers and deserializers of Avro records in Confluent's wire format (magic 0,
 * 4-byte schema id) that {@code clip.serde} names, configured for the schema registry. A serializer
 * registers the schema of what it writes as the subject {@code <topic>-value}; a deserializer gives
 * the generated classes, with defaults for what the writer's schema lacks.
 *
 * <p>Safe for use by several threads; what it makes is for one thread each. What those throw is
 * told apart by {@link SerdeFailure}.
 */
public final class AvroSerdes implements AutoCloseable {
  private final SerdeClasses classes;
  private final Map<String, Object> settings;
  private final Optional<Vertx> vertx;

  /**
   * @throws ConfigException if a class cannot be loaded; the message says where to get it
   */
  public AvroSerdes(ClipConfig config) {
    TrustedRecords.allow();
    classes = config.topics().serde();
    load(classes.serializer(), Serializer.class);
    load(classes.deserializer(), Deserializer.class);
    if (isApicurio()) {
      Vertx client = RegistryClient.create();
      settings = RegistrySettings.apicurio(config.kafkaProperties(), client);
      vertx = Optional.of(client);
    } else {
      settings = RegistrySettings.confluent(config.kafkaProperties());
      vertx = Optional.empty();
    }
  }

  /** A new serializer of values. */
  @SuppressWarnings("unchecked") // the class is known by its name alone; all of them take Object
  public Serializer<Object> serializer() {
    Serializer<Object> serializer = instance(classes.serializer(), Serializer.class);
    serializer.configure(new HashMap<>(settings), false);
    return isApicurio()
        ? new FrameRepeater(serializer, RegistrySettings.CHECK_PERIOD, System::nanoTime)
        : serializer;
  }

  /** A new deserializer of values. */
  @SuppressWarnings("unchecked") // as above
  public Deserializer<Object> deserializer() {
    Deserializer<Object> deserializer = instance(classes.deserializer(), Deserializer.class);
    deserializer.configure(new HashMap<>(settings), false);
    return isApicurio() ? WithoutHeaders.reading(deserializer) : deserializer;
  }

  private boolean isApicurio() {
    return classes.equals(SerdeClasses.APICURIO);
  }

  private <T> T instance(String className, Class<T> type) {
    try {
      return load(className, type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new ConfigException("clip.serde: cannot make a " + className + ": " + e);
    }
  }

  private <T> Class<? extends T> load(String className, Class<T> type) {
    try {
      return Class.forName(className, true, Thread.currentThread().getContextClassLoader())
          .asSubclass(type);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ConfigException(
          "clip.serde: %s is not on the class path (%s); %s".formatted(className, e, remedy()));
    } catch (ClassCastException e) {
      throw new ConfigException("clip.serde: %s is no %s".formatted(className, type.getName()));
    }
  }

  private String remedy() {
    return classes.equals(SerdeClasses.CONFLUENT)
        ? "build with 'mvn -P confluent package', or put the jars of"
            + " io.confluent:kafka-avro-serializer on CLIP_CLASSPATH"
        : "put its jars on CLIP_CLASSPATH";
  }

  /** Ends the registry client's threads; what this made is of no use any more. */
  @Override
  public void close() {
    vertx.ifPresent(client -> client.close().toCompletionStage().toCompletableFuture().join());
  }
}
