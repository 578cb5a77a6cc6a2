package io.clipstreams.bench;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.ServedApplication;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** An application on topics of its own, which go when it is closed. */
final class Trial implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final String name;
  private final ClipConfig config;
  private final EmbeddingModel model;
  private Optional<ServedApplication> application = Optional.empty();

  Trial(String name, ClipConfig config, EmbeddingModel model, int partitions) {
    this.name = name;
    this.config = config;
    this.model = model;
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(
              config.topics().names(),
              TopicSettings.of(config).withPartitions(partitions).withReplicationFactor((short) 1));
    }
  }

  ClipConfig config() {
    return config;
  }

  /** Starts the application as {@code run} does, and waits until it runs. */
  Trial start() {
    application = Optional.of(ServedApplication.start(config, model));
    application.get().application().awaitRunning(START_LIMIT);
    return this;
  }

  /** Ends the application; it may be started again and goes on where it was. */
  void stop() {
    application.ifPresent(ServedApplication::close);
    application = Optional.empty();
  }

  /** Whether the application runs or is not wanted to. */
  boolean healthy() {
    return application.map(served -> served.application().live()).orElse(true);
  }

  @Override
  public void close() {
    stop();
    try (Admin admin = new KafkaClients(config).connect()) {
      List<String> topics =
          admin.listTopics().names().get().stream()
              .filter(topic -> topic.startsWith(name + ".") || topic.startsWith(name + "-"))
              .toList();
      admin.deleteTopics(topics).all().get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failure) {
      throw new BenchException("the topics of " + name + " cannot be deleted", failure);
    }
  }
}
