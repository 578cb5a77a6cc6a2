package io.clipstreams.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.inference.ContentModel;
import io.clipstreams.local.KafkaAndRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A picture that kills the process kills it twice, and never again; its neighbours come through.
 */
class CrashIT {
  private static final int NEIGHBOURS = 31;

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;

  @Test
  void aPictureThatKillsTheProcessIsSetAsideOnceItHasKilledTwo() throws Exception {
    try (World world = World.on(SERVICES, directory, "crash", 1)) {
      for (int i = 0; i < NEIGHBOURS; i++) {
        if (i == NEIGHBOURS / 2) {
          world.feed().image("deadly", ContentModel.KILLS_MODEL);
        }
        world.feed().image("image-" + i, "picture " + i);
      }
      assertThat(exitCodeOfOne(world)).isEqualTo(ContentModel.EXIT_CODE);
      assertThat(exitCodeOfOne(world)).isEqualTo(ContentModel.EXIT_CODE);
      try (Instance third = world.start("alone")) {
        Awaitility.await()
            .atMost(World.LIMIT)
            .until(
                () -> {
                  world.outputs().drain();
                  return IntStream.range(0, NEIGHBOURS)
                          .allMatch(i -> world.outputs().image("image-" + i).isPresent())
                      && !world.outputs().deadLetters().isEmpty();
                });
        assertThat(third.stop()).as(third::said).isZero();
        world.outputs().drain();
      }
      assertThat(world.outputs().deadLetters().values())
          .containsExactly(List.of(FailureCode.CRASHED));
      assertThat(world.outputs().image("deadly")).isEmpty();
    }
  }

  private static int exitCodeOfOne(World world) {
    try (Instance instance = world.start("alone")) {
      Awaitility.await().atMost(World.LIMIT).until(() -> !instance.isAlive());
      return instance.exitCode();
    }
  }
}
