package io.clipstreams.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.CaptionStatus;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.KafkaAndRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/**
 * A stream of records into a broker, the outputs of the application's instances read as they are
 * committed, and the oracle that says what they have to be.
 */
final class World implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int PARTITIONS = 3;
  private static final int FEED_EVERY_MILLIS = 50;

  private final Path directory;
  private final String name;
  private final Services services;
  private final Map<String, String> furtherSettings = new HashMap<>();
  private final List<Instance> instances = new ArrayList<>();
  private final ScheduledExecutorService feeding = Executors.newSingleThreadScheduledExecutor();
  private final Feed feed;
  private final Outputs outputs;

  private World(Path directory, String name, Services services, long seed) {
    this.directory = directory;
    this.name = name;
    this.services = services;
    ClipConfig config = ClipConfig.of(settings("any"));
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(PARTITIONS));
    }
    feed = new Feed(config, seed);
    outputs = new Outputs(config);
  }

  /** One whose broker and registry go on after it. */
  static World on(KafkaAndRegistry shared, Path directory, String name, long seed) {
    return new World(
        directory, name, new Services(shared.bootstrapServers(), shared.registryUrl()), seed);
  }

  /** One on a broker and a registry that can be stopped and started. */
  static World on(StoppableServices services, Path directory, String name, long seed) {
    return new World(
        directory, name, new Services(services.bootstrapServers(), services.registryUrl()), seed);
  }

  /** Sets a key for instances that start from now on. */
  World with(String key, String value) {
    furtherSettings.put(key, value);
    return this;
  }

  private record Services(String bootstrapServers, String registryUrl) {}

  private Map<String, String> settings(String instance) {
    Map<String, String> settings = new HashMap<>();
    settings.put("application.id", name);
    settings.put("clip.topic.prefix", name + ".");
    settings.put("bootstrap.servers", services.bootstrapServers());
    settings.put("apicurio.registry.url", services.registryUrl());
    settings.put("state.dir", directory.resolve(instance).toString());
    settings.put("group.instance.id", instance);
    settings.put("session.timeout.ms", "6000");
    settings.put("heartbeat.interval.ms", "1000");
    settings.put("clip.mismatch.policy", "similarity");
    settings.put("clip.mismatch.threshold", "0.1");
    settings.putAll(furtherSettings);
    return settings;
  }

  Feed feed() {
    return feed;
  }

  Outputs outputs() {
    return outputs;
  }

  /** Starts an instance that has a state directory and a place in the group of its own. */
  Instance start(String name) {
    Path output = directory.resolve(name + "-" + instances.size() + ".log");
    Instance instance = Instance.start(settings(name), output);
    instances.add(instance);
    return instance;
  }

  /** Sends records all the time, until the result is cancelled. */
  ScheduledFuture<?> feed(int burst) {
    return feeding.scheduleAtFixedRate(
        () -> feed.send(burst), 0, FEED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sends what is left of so many. */
  void finish(ScheduledFuture<?> feedingNow, int records) throws Exception {
    feedingNow.cancel(false);
    feeding.submit(() -> feed.send(Math.max(0, records - feed.sent()))).get();
  }

  /**
   * How long it takes from now until the output of a record is committed that was sent after the
   * given moment; the instance must live. What an earlier instance or broker had committed, and was
   * only read late, does not count.
   */
  Duration awaitOutputSentAfter(Instant moment, Instance instance) {
    long start = System.nanoTime();
    while (!outputs.newest().isAfter(moment)) {
      outputs.poll(POLL);
      assertThat(instance.isAlive()).as(instance::said).isTrue();
      assertThat(since(start)).as(instance::said).isLessThan(LIMIT);
    }
    return since(start);
  }

  /**
   * How long it takes until an image that is sent now to each partition is enriched; the instance
   * must live.
   */
  Duration awaitEveryPartition(Instance instance) throws Exception {
    long start = System.nanoTime();
    List<String> ids = feeding.submit(() -> feed.oneImageForEachPartition(PARTITIONS)).get();
    while (!ids.stream().allMatch(id -> outputs.image(id).isPresent())) {
      outputs.poll(POLL);
      assertThat(instance.isAlive()).as(instance::said).isTrue();
      assertThat(since(start)).isLessThan(LIMIT);
    }
    return since(start);
  }

  /** Reads outputs for a while. */
  void watch(Duration time) {
    long start = System.nanoTime();
    while (since(start).compareTo(time) < 0) {
      outputs.poll(POLL);
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** What failed up to now had to; some of it needs no registry to be told. */
  void requireOnlyPoisonFailed() throws Exception {
    outputs.drain();
    outputs.requireAmong(feeding.submit(feed::failures).get());
  }

  /** Waits until all outputs are what the oracle says, and makes sure that they stay so. */
  void requireConvergence() throws Exception {
    Awaitility.await().atMost(LIMIT).untilAsserted(this::requireEqual);
    // What comes after all that may have been left behind is the last of each partition.
    for (int i = 0; i < 10 * PARTITIONS; i++) {
      feed.image("last-image-" + i, "last picture");
      feed.caption("last-caption-" + i, "last-image-" + i, "last text");
    }
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              outputs.poll(POLL);
              for (int i = 0; i < 10 * PARTITIONS; i++) {
                assertThat(outputs.caption("last-caption-" + i))
                    .hasValueSatisfying(
                        caption -> assertThat(caption.getStatus()).isEqualTo(CaptionStatus.SCORED));
              }
            });
    requireEqual();
    outputs.requireNothingTwice(feed.failures());
  }

  private void requireEqual() {
    outputs.drain();
    outputs.requireEqual(
        feed.oracle(), names("image-", Feed.IMAGES), names("caption-", Feed.CAPTIONS));
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  @Override
  public void close() {
    feeding.shutdownNow();
    instances.forEach(Instance::close);
    outputs.close();
    feed.close();
  }
}
