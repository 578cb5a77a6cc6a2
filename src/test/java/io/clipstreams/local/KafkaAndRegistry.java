package io.clipstreams.local;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * A broker and a schema registry for tests that leave them running. All classes of a test process
 * share them, so each test has a topic prefix and an application id of its own.
 */
public final class KafkaAndRegistry implements BeforeAllCallback {
  private Services services;

  private record Services(EmbeddedKafka kafka, RegistryServer registry) implements AutoCloseable {
    static Services start() {
      EmbeddedKafka kafka = EmbeddedKafka.start();
      try {
        return new Services(kafka, RegistryServer.start());
      } catch (RuntimeException failure) {
        kafka.close();
        throw failure;
      }
    }

    @Override
    public void close() {
      registry.close();
      kafka.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    services =
        context
            .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(KafkaAndRegistry.class))
            .getOrComputeIfAbsent(Services.class, key -> Services.start(), Services.class);
  }

  /** HOST:PORT of the broker. */
  public String bootstrapServers() {
    return services.kafka().bootstrapServers();
  }

  /** The registry's base URL. */
  public String registryUrl() {
    return services.registry().url();
  }
}
