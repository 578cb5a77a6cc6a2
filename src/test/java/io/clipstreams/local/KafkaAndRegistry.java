package io.clipstreams.local;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker and a schema registry of a test class's own, while its tests run. */
public final class KafkaAndRegistry implements BeforeAllCallback, AfterAllCallback {
  private EmbeddedKafka kafka;
  private RegistryServer registry;

  @Override
  public void beforeAll(ExtensionContext context) {
    kafka = EmbeddedKafka.start();
    registry = RegistryServer.start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (registry != null) {
      registry.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  /** HOST:PORT of the broker. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** The registry's base URL. */
  public String registryUrl() {
    return registry.url();
  }
}
