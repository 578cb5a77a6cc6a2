package io.clipstreams.chaos;

import io.clipstreams.local.EmbeddedKafka;
import io.clipstreams.local.RegistryServer;
import java.nio.file.Path;

/** A broker and a registry that keep their ports and what they store while they are away. */
final class StoppableServices implements AutoCloseable {
  private final EmbeddedKafka.Settings kafkaSettings;
  private final RegistryServer.Settings registrySettings;
  private EmbeddedKafka kafka;
  private RegistryServer registry;

  StoppableServices(Path directory) {
    EmbeddedKafka.Settings onAnyPort =
        EmbeddedKafka.Settings.temporary().withDataDirectory(directory.resolve("kafka"));
    kafka = EmbeddedKafka.start(onAnyPort);
    kafkaSettings = onAnyPort.withPort(portOf(kafka.bootstrapServers()));
    RegistryServer.Settings registryOnAnyPort =
        RegistryServer.Settings.temporary().withDataDirectory(directory.resolve("registry"));
    registry = RegistryServer.start(registryOnAnyPort);
    registrySettings = registryOnAnyPort.withPort(portOf(registry.url()));
  }

  private static int portOf(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  String registryUrl() {
    return registry.url();
  }

  void stopBroker() {
    kafka.close();
  }

  void startBroker() {
    kafka = EmbeddedKafka.start(kafkaSettings);
  }

  void stopRegistry() {
    registry.close();
  }

  void startRegistry() {
    registry = RegistryServer.start(registrySettings);
  }

  @Override
  public void close() {
    registry.close();
    kafka.close();
  }
}
