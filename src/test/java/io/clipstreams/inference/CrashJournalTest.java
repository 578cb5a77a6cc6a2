package io.clipstreams.inference;

import static io.clipstreams.inference.CrashJournal.Standing.CLEAR;
import static io.clipstreams.inference.CrashJournal.Standing.CONVICTED;
import static io.clipstreams.inference.CrashJournal.Standing.SUSPECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CrashJournalTest {
  private static final WorkId DOG = WorkId.of("a dog");
  private static final WorkId CAT = WorkId.of("a cat");

  @TempDir private Path dir;
  private Path file;

  @BeforeEach
  void name() {
    file = dir.resolve("state").resolve("app.crashes");
  }

  /** As the next process finds it, if this one dies now. */
  private CrashJournal afterACrash() throws IOException {
    Path copy = Files.createTempFile(dir, "left", ".crashes");
    Files.write(copy, Files.readAllBytes(file));
    file = copy;
    return CrashJournal.open(copy);
  }

  @Test
  void whatARunWasAtIsSuspectAndConvictedWhenAnotherDiesAtIt() throws Exception {
    CrashJournal first = CrashJournal.open(file);
    first.begin(List.of(DOG, CAT));
    first.begin(List.of(WorkId.of("a horse"))).done();
    CrashJournal second = afterACrash();
    assertThat(second.standing(DOG)).isEqualTo(SUSPECT);
    assertThat(second.standing(CAT)).isEqualTo(SUSPECT);
    assertThat(second.standing(WorkId.of("a horse"))).isEqualTo(CLEAR);
    second.begin(List.of(DOG)).done();
    second.begin(List.of(CAT));
    CrashJournal third = afterACrash();
    assertThat(third.standing(DOG)).isEqualTo(CLEAR);
    assertThat(third.standing(CAT)).isEqualTo(CONVICTED);
    assertThat(afterACrash().standing(CAT)).as("a later crash of another").isEqualTo(CONVICTED);
  }

  @Test
  void aSuspectThatIsNotTriedStaysOne() throws Exception {
    CrashJournal.open(file).begin(List.of(DOG));
    afterACrash().begin(List.of(CAT));
    CrashJournal third = afterACrash();
    assertThat(third.standing(DOG)).isEqualTo(SUSPECT);
    assertThat(third.standing(CAT)).isEqualTo(SUSPECT);
  }

  @Test
  void anOrderlyEndForgetsAllButWhatHadAnError() throws Exception {
    CrashJournal.open(file).begin(List.of(DOG));
    CrashJournal second = afterACrash();
    NativeWork work = new NativeWork(second);
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () ->
                work.inCompany(
                    List.of(CAT),
                    () -> {
                      throw new OutOfMemoryError("of a batch");
                    }));
    second.close();
    CrashJournal third = CrashJournal.open(file);
    assertThat(third.standing(DOG)).isEqualTo(CLEAR);
    assertThat(third.standing(CAT)).isEqualTo(SUSPECT);
  }

  @Test
  void aDamagedJournalOrAnotherVersionsStartsEmpty() throws Exception {
    CrashJournal.open(file).begin(List.of(DOG));
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      byte[] damaged = good.clone();
      for (int i = 0; i < 1 << random.nextInt(12); i++) {
        damaged[random.nextInt(round % 2 == 0 ? 64 : damaged.length)] = (byte) random.nextInt(256);
      }
      Path copy = Files.write(dir.resolve("damaged" + round), damaged);
      try (CrashJournal journal = CrashJournal.open(copy)) {
        journal.begin(List.of(CAT)).done();
        assertThat(journal.standing(CAT)).isEqualTo(CLEAR);
      }
    }
    byte[] other = good.clone();
    other[11]++;
    assertThat(CrashJournal.open(Files.write(dir.resolve("other"), other)).standing(DOG))
        .isEqualTo(CLEAR);
    Path cut = Files.write(dir.resolve("cut"), new byte[] {1, 2, 3});
    assertThat(CrashJournal.open(cut).standing(DOG)).isEqualTo(CLEAR);
    assertThat(Files.size(cut)).isEqualTo(good.length);
  }

  @Test
  void itsSizeIsBounded() throws Exception {
    CrashJournal first = CrashJournal.open(file);
    long size = Files.size(file);
    List<WorkId> many =
        IntStream.range(0, 3 * JournalSlots.SLOTS).mapToObj(i -> WorkId.of("text " + i)).toList();
    first.begin(many);
    first.begin(List.of(DOG)).done();
    CrashJournal second = afterACrash();
    assertThat(many.stream().filter(id -> second.standing(id) == SUSPECT).count())
        .isEqualTo(JournalSlots.SLOTS / 2);
    second.begin(List.of(DOG));
    assertThat(afterACrash().standing(DOG)).isEqualTo(SUSPECT);
    assertThat(Files.size(file)).isEqualTo(size);
  }

  @Test
  void belongsToOneProcess() throws Exception {
    try (CrashJournal first = CrashJournal.open(file)) {
      assertThat(first.standing(DOG)).isEqualTo(CLEAR);
      assertThatThrownBy(() -> CrashJournal.open(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("state.dir of its own");
    }
    CrashJournal.open(file).close();
  }

  @Test
  void aSuspectRunsAlone() throws Exception {
    NativeWork work = new NativeWork(CrashJournal.inMemory());
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () ->
                work.inCompany(
                    List.of(CAT),
                    () -> {
                      begun.countDown();
                      awaitQuietly(end);
                      return order.add("company");
                    }));
    begun.await();
    CompletableFuture<Void> alone =
        CompletableFuture.runAsync(() -> work.alone(DOG, () -> order.add("alone")));
    assertThat(alone).isNotDone();
    end.countDown();
    alone.join();
    other.join();
    assertThat(order).containsExactly("company", "alone");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** A process that dies of it, twice; then all others are embedded, whatever became of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ContentModel.KILLS_DECODER,
        ContentModel.KILLS_MODEL,
        "text:" + ContentModel.KILLS_MODEL
      })
  void whatKillsTwoProcessesIsLeftOutByTheThird(String deadly) throws Exception {
    List<String> work = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      work.add("picture " + i);
      work.add("text:" + "a text ".repeat(1 + i));
    }
    work.set(1, "text:bad");
    work.set(20, deadly);
    assertThat(run(work).code()).isEqualTo(ContentModel.EXIT_CODE);
    assertThat(run(work).code()).isEqualTo(ContentModel.EXIT_CODE);
    Ended third = run(work);
    assertThat(third.code()).as(String.join("\n", third.lines())).isZero();
    List<String> expected = new ArrayList<>();
    work.forEach(each -> expected.add("EMBEDDED"));
    expected.set(1, "INFERENCE_FAILED");
    expected.set(20, "CRASHED");
    assertThat(third.lines()).containsExactlyElementsOf(expected);
  }

  private record Ended(int code, List<String> lines) {}

  private Ended run(List<String> work) throws Exception {
    Path output = dir.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(EmbedAll.class.getName());
    command.add(file.toString());
    command.addAll(work);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(output.toFile())
            .start();
    return new Ended(process.waitFor(), Files.readAllLines(output));
  }
}
