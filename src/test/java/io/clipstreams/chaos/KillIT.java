package io.clipstreams.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

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
  private static final int BURST = 4;

  @TempDir private Path directory;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void killsLoseNothingAndDoubleNothing() throws Exception {
    Random random = new Random(SEED);
    List<Duration> recoveries = new ArrayList<>();
    try (World world = new World(directory, SEED)) {
      ScheduledFuture<?> feeding = world.feed(Math.max(2, RECORDS / KILLS / 120));
      for (int kill = 1; kill <= KILLS; kill++) {
        Instance instance = world.start("alone");
        // Every third anywhere in its start, the others while records are processed.
        if (kill % 3 == 0) {
          world.watch(Duration.ofMillis(random.nextInt(MOST_MILLIS_AFTER_START)));
        } else {
          recoveries.add(world.awaitNextOutput(instance));
          world.watch(Duration.ofMillis(random.nextInt(MOST_MILLIS_AFTER_RECOVERY)));
        }
        assertThat(instance.isAlive()).as(instance::said).isTrue();
        instance.kill();
        world.outputs().drain();
      }
      Instance last = world.start("alone");
      recoveries.add(world.awaitNextOutput(last));
      world.finish(feeding, RECORDS);
      world.requireConvergence();
      assertThat(last.stop()).as(last::said).isZero();
      report(world, recoveries);
    }
  }

  private static void report(World world, List<Duration> recoveries) {
    long[] millis = recoveries.stream().mapToLong(Duration::toMillis).sorted().toArray();
    System.out.printf(
        "%d kills, %d records, %d dead letters; from start to the first committed output: median %d ms,"
            + " longest %d ms, all %s%n",
        KILLS,
        world.feed().sent(),
        world.outputs().deadLetters().size(),
        millis[millis.length / 2],
        millis[millis.length - 1],
        recoveries.stream().map(Duration::toMillis).toList());
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aBrokerThatIsRestartedFiveTimesLosesNothing() throws Exception {
    try (World world = new World(directory, SEED)) {
      ScheduledFuture<?> feeding = world.feed(BURST);
      Instance instance = world.start("alone");
      int restarts = 0;
      for (int i = 0; i < 5; i++) {
        world.awaitNextOutput(instance);
        world.restartBroker();
        if (!instance.isAlive()) {
          instance = world.start("alone");
          restarts++;
        }
      }
      world.finish(feeding, VARIANT_RECORDS);
      world.requireConvergence();
      System.out.printf(
          "broker restarted 5 times, %d records: the application ended by itself %d times%n",
          world.feed().sent(), restarts);
      assertThat(instance.stop()).as(instance::said).isZero();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aRegistryThatIsAwayIsWaitedFor() throws Exception {
    try (World world = new World(directory, SEED)) {
      ScheduledFuture<?> feeding = world.feed(BURST);
      Instance before = world.start("alone");
      world.awaitNextOutput(before);
      before.kill();
      world.outputs().drain();
      int deadLetters = world.outputs().deadLetters().size();
      world.stopRegistry();
      // It knows no schema yet.
      Instance instance = world.start("alone");
      world.watch(Duration.ofSeconds(60));
      assertThat(instance.isAlive()).as(instance::said).isTrue();
      assertThat(instance.isReady()).as(instance::said).isFalse();
      assertThat(instance.said()).contains("registry");
      assertThat(world.outputs().deadLetters()).hasSize(deadLetters);
      world.startRegistry();
      long start = System.nanoTime();
      world.awaitNextOutput(instance);
      System.out.printf(
          "registry away for 60 s: first output %d ms after it answers%n",
          Duration.ofNanos(System.nanoTime() - start).toMillis());
      Awaitility.await().atMost(World.LIMIT).until(instance::isReady);
      world.finish(feeding, VARIANT_RECORDS);
      world.requireConvergence();
      assertThat(instance.stop()).as(instance::said).isZero();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = LONG, matches = "true")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void ofTwoInstancesOneIsKilledAndOneIsAdded() throws Exception {
    try (World world = new World(directory, SEED)) {
      ScheduledFuture<?> feeding = world.feed(BURST);
      Instance first = world.start("first");
      Instance second = world.start("second");
      Awaitility.await().atMost(World.LIMIT).until(() -> first.isReady() && second.isReady());
      world.awaitNextOutput(first);
      first.kill();
      world.outputs().drain();
      Instance third = world.start("third");
      Awaitility.await().atMost(World.LIMIT).until(third::isReady);
      world.awaitNextOutput(second);
      world.finish(feeding, VARIANT_RECORDS);
      world.requireConvergence();
      assertThat(second.stop()).as(second::said).isZero();
      assertThat(third.stop()).as(third::said).isZero();
    }
  }
}
