package io.clipstreams.cli;

import io.clipstreams.app.Application;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.ServedApplication;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.SerdeClasses;
import io.clipstreams.local.Endpoints;
import io.clipstreams.local.LocalStack;
import io.clipstreams.local.Shutdown;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Everything on one machine: broker, schema registry, topics, model, application.
 *
 * @param config the configuration that it runs with
 * @param endpoints where it can be reached
 * @param application the stream
 */
record LocalApplication(ClipConfig config, Endpoints endpoints, Application application) {
  /** More than one, so that faults of partitioning show. */
  private static final int PARTITIONS = 3;

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /**
   * Starts everything and waits until it runs.
   *
   * @param base the configuration without addresses
   * @param stackSettings where broker and registry listen
   * @param httpPort where HTTP is served
   * @param shutdown closes what was started
   */
  static LocalApplication start(
      ClipConfig base, LocalStack.Settings stackSettings, int httpPort, Shutdown shutdown) {
    LogFormat.apply(base.log().format());
    ServedApplication.requireGuarded(base);
    // The model loads while broker and registry start.
    CompletableFuture<EmbeddingModel> loading =
        CompletableFuture.supplyAsync(() -> load(base, stackSettings));
    LocalStack stack;
    try {
      stack = shutdown.add("broker and registry", LocalStack.start(stackSettings));
    } finally {
      shutdown.add("model", () -> loading.thenAccept(EmbeddingModel::close).join());
    }
    ClipConfig config = withAddresses(base, stack, httpPort);
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(
              config.topics().names(),
              TopicSettings.of(config).withPartitions(PARTITIONS).withReplicationFactor((short) 1));
    }
    ServedApplication served =
        shutdown.add("application", ServedApplication.start(config, await(loading)));
    served.application().awaitRunning(START_LIMIT);
    return new LocalApplication(
        config,
        new Endpoints(stack.bootstrapServers(), stack.registryUrl(), served.http().url()),
        served.application());
  }

  /** What is kept comes again after a crash, and so what crashes is noted beside it. */
  private static EmbeddingModel load(ClipConfig base, LocalStack.Settings stack) {
    return stack
        .keptState()
        .map(state -> base.with(Map.of(StreamsConfig.STATE_DIR_CONFIG, state.toString())))
        .map(EmbeddingModel::loadJournalled)
        .orElseGet(() -> EmbeddingModel.load(base));
  }

  private static EmbeddingModel await(CompletableFuture<EmbeddingModel> loading) {
    try {
      return loading.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  private static ClipConfig withAddresses(ClipConfig base, LocalStack stack, int httpPort) {
    Map<String, String> addresses = new HashMap<>();
    addresses.put("bootstrap.servers", stack.bootstrapServers());
    addresses.put("state.dir", stack.stateDirectory().toString());
    addresses.put("clip.http.port", Integer.toString(httpPort));
    addresses.put("clip.topics.replication.factor", "1");
    if (base.topics().serde().equals(SerdeClasses.APICURIO)) {
      addresses.put(ClipConfig.APICURIO_REGISTRY_URL_CONFIG, stack.registryUrl());
    } else {
      addresses.put(
          ClipConfig.SCHEMA_REGISTRY_URL_CONFIG, stack.registryUrl() + "/apis/ccompat/v7");
    }
    return base.with(addresses);
  }
}
