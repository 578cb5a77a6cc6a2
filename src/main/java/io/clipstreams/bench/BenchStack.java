package io.clipstreams.bench;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.HttpConfig;
import io.clipstreams.config.IndexConfig;
import io.clipstreams.config.SerdeClasses;
import io.clipstreams.config.TopicsConfig;
import io.clipstreams.local.LocalStack;
import java.util.HashMap;
import java.util.Map;

/** A broker and a registry, and the trials that run against them one after the other. */
final class BenchStack implements AutoCloseable {
  private final LocalStack stack;
  private final ClipConfig config;
  private final int partitions;
  private int trials;

  private BenchStack(LocalStack stack, ClipConfig config, int partitions) {
    this.stack = stack;
    this.config = config;
    this.partitions = partitions;
  }

  /**
   * Starts both on free ports.
   *
   * @param base the configuration without addresses
   * @param partitions of every topic
   */
  static BenchStack start(ClipConfig base, int partitions) {
    LocalStack stack = LocalStack.start(LocalStack.Settings.temporary());
    try {
      return new BenchStack(stack, base.with(addresses(base, stack)), partitions);
    } catch (RuntimeException failure) {
      stack.close();
      throw failure;
    }
  }

  private static Map<String, String> addresses(ClipConfig base, LocalStack stack) {
    boolean apicurio = base.topics().serde().equals(SerdeClasses.APICURIO);
    return Map.of(
        "bootstrap.servers",
        stack.bootstrapServers(),
        "state.dir",
        stack.stateDirectory().toString(),
        HttpConfig.PORT_CONFIG,
        "0",
        TopicsConfig.REPLICATION_FACTOR_CONFIG,
        "1",
        // What is measured is the stream; the index has a benchmark of its own.
        IndexConfig.ENABLED_CONFIG,
        "false",
        apicurio ? ClipConfig.APICURIO_REGISTRY_URL_CONFIG : ClipConfig.SCHEMA_REGISTRY_URL_CONFIG,
        stack.registryUrl() + (apicurio ? "" : "/apis/ccompat/v7"));
  }

  /**
   * An application on topics and state of its own; it is not started yet.
   *
   * @param model embeds; not closed with the trial
   * @param settings configuration keys that this trial sets
   */
  Trial trial(EmbeddingModel model, Map<String, String> settings) {
    String name = "bench-" + ++trials;
    Map<String, String> all = new HashMap<>(settings);
    all.put("application.id", name);
    all.put(TopicsConfig.PREFIX_CONFIG, name + ".");
    return new Trial(name, config.with(all), model, partitions);
  }

  @Override
  public void close() {
    stack.close();
  }
}
