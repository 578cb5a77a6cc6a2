package io.clipstreams.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.local.KafkaAndRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The application is killed (SIGKILL) at random moments and started again, while records come all
 * the time. Nothing is lost and nothing is doubled. The long form: {@code mvn -P chaos verify}.
 */
class KillIT {
  private static final String LONG = "clip.chaos.long";
  private static final int KILLS = Integer.getInteger("clip.chaos.kills", 3);
  private static final int RECORDS = Integer.getInteger("clip.chaos.records", 1_500);
  private static final long SEED = Long.getLong("clip.chaos.seed", 1);
  private static final int MOST_MILLIS_AFTER_RECOVERY = 1_500;
  private static final int MOST_MILLIS_AFTER_START = 6_000;
  private static final int VARIANT_RECORDS = 3_000;
  private static final int BROKER_RESTARTS = Integer.getInteger("clip.chaos.broker.restarts", 5);
  private static final Duration REGISTRY_AWAY =
      Duration.ofSeconds(Integer.getInteger("clip.chaos.registry.seconds", 60));
  private static final int BURST = 4;

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void killsLoseNothingAndDoubleNothing() throws Exception {
    Random random = new Random(SEED);
    List<Duration> recoveries = new ArrayList<>();
    try (World world = World.on(SERVICES, directory, "kills", SEED)) {
      ScheduledFuture<?> feeding = world.feed(Math.max(2, RECORDS / KILLS / 120));
      Instant killed = Instant.now();
      for (int kill = 1; kill <= KILLS; kill++) {
        Instance instance = world.start("alone");
        // Every third anywhere in its start, the others while records are processed.
        if (kill % 3 == 0) {
          world.watch(Duration.ofMillis(random.nextInt(MOST_MILLIS_AFTER_START)));
        } else {
          recoveries.add(world.awaitOutputSentAfter(killed, instance));
          world.watch(Duration.ofMillis(random.nextInt(MOST_MILLIS_AFTER_RECOVERY)));
        }
        assertThat(instance.isAlive()).as(instance::said).isTrue();
        instance.kill();
        killed = Instant.now();
        world.outputs().drain();
      }
      Instance last = world.start("alone");
      recoveries.add(world.awaitOutputSentAfter(killed, last));
      world.finish(feeding, RECORDS);
      world.requireConvergence();
      assertThat(last.stop()).as(last::said).isZero();
      report(world, recoveries);
    }
  }

  private static void report(World world, List<Duration> recoveries) {
    System.out.printf(
        "%d kills, %d records, %d dead letters; from start to the first committed output of a record"
            + " sent after the kill: %s%n",
        KILLS, world.feed().sent(), world.outputs().deadLetters().size(), new Times(recoveries));
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aBrokerThatIsRestartedLosesNothing() throws Exception {
    try (StoppableServices services = new StoppableServices(directory);
        World world = World.on(services, directory, "outage", SEED)) {
      ScheduledFuture<?> feeding = world.feed(BURST);
      Instance instance = world.start("alone");
      int restarts = 0;
      List<Duration> outages = new ArrayList<>();
      List<Duration> recoveries = new ArrayList<>();
      world.awaitOutputSentAfter(Instant.EPOCH, instance);
      for (int i = 0; i < BROKER_RESTARTS; i++) {
        services.stopBroker();
        Instant gone = Instant.now();
        services.startBroker();
        outages.add(Duration.between(gone, Instant.now()));
        if (!instance.isAlive()) {
          instance = world.start("alone");
          restarts++;
        }
        recoveries.add(world.awaitOutputSentAfter(gone, instance));
      }
      world.finish(feeding, VARIANT_RECORDS);
      world.requireConvergence();
      System.out.printf(
          "broker restarted %d times, %d records: the application ended by itself %d times; broker away:"
              + " %s; from its being back to the first committed output of a record sent after it was"
              + " gone: %s%n",
          BROKER_RESTARTS,
          world.feed().sent(),
          restarts,
          new Times(outages),
          new Times(recoveries));
      assertThat(instance.stop()).as(instance::said).isZero();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aRegistryThatIsAwayIsWaitedFor() throws Exception {
    try (StoppableServices services = new StoppableServices(directory);
        World world = World.on(services, directory, "outage", SEED)) {
      ScheduledFuture<?> feeding = world.feed(BURST);
      Instance before = world.start("alone");
      world.awaitOutputSentAfter(Instant.EPOCH, before);
      before.kill();
      Instant killed = Instant.now();
      services.stopRegistry();
      // It knows no schema yet.
      Instance instance = world.start("alone");
      world.watch(REGISTRY_AWAY);
      assertThat(instance.isAlive()).as(instance::said).isTrue();
      assertThat(instance.isReady()).as(instance::said).isFalse();
      assertThat(instance.said()).contains("registry");
      world.requireOnlyPoisonFailed();
      services.startRegistry();
      Duration recovered = world.awaitOutputSentAfter(killed, instance);
      System.out.printf(
          "registry away for %d s: first committed output of a record sent meanwhile %d ms after it"
              + " answers%n",
          REGISTRY_AWAY.toSeconds(), recovered.toMillis());
      Awaitility.await().atMost(World.LIMIT).until(instance::isReady);
      world.finish(feeding, VARIANT_RECORDS);
      world.requireConvergence();
      assertThat(instance.stop()).as(instance::said).isZero();
    }
  }

  /**
   * What the one that was killed had in its open transaction, nobody may take over before the
   * broker has ended that: the transaction's timeout bounds how long it takes.
   */
  @ParameterizedTest
  @ValueSource(ints = {10_000, 60_000})
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void ofTwoInstancesOneIsKilledAndOneIsAdded(int transactionTimeoutMillis) throws Exception {
    try (World world =
        World.on(SERVICES, directory, "two-" + transactionTimeoutMillis, SEED)
            .with("producer.transaction.timeout.ms", Integer.toString(transactionTimeoutMillis))) {
      ScheduledFuture<?> feeding = world.feed(BURST);
      Instance first = world.start("first");
      Instance second = world.start("second");
      Awaitility.await().atMost(World.LIMIT).until(() -> first.isReady() && second.isReady());
      world.awaitOutputSentAfter(Instant.EPOCH, first);
      first.kill();
      Duration takenOver = world.awaitEveryPartition(second);
      Instance third = world.start("third");
      Awaitility.await().atMost(World.LIMIT).until(third::isReady);
      Duration shared = world.awaitEveryPartition(second);
      world.finish(feeding, VARIANT_RECORDS);
      world.requireConvergence();
      System.out.printf(
          "two instances, transaction timeout %d ms, one killed: the other serves all partitions after"
              + " %d ms; one added: all are served again %d ms after it is ready%n",
          transactionTimeoutMillis, takenOver.toMillis(), shared.toMillis());
      assertThat(second.stop()).as(second::said).isZero();
      assertThat(third.stop()).as(third::said).isZero();
    }
  }
}
