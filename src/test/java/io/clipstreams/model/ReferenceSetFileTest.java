package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.scoring.ReferencePair;
import io.clipstreams.scoring.ReferenceSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceSetFileTest {
  private static final ReferencePair PAIR =
      ReferencePair.of("c1", "i1", new float[] {3, 4}, new float[] {0, 2});

  @TempDir private Path directory;
  private ReferenceSetFile file;

  @BeforeEach
  void write() throws IOException {
    file = ReferenceSetFile.of(directory.resolve("mine.json"));
    file.write(new ReferenceSet(List.of(PAIR)), "r1");
  }

  @Test
  void liesBesideItsCalibrationAndHoldsEmbeddingsAndNoNames() throws IOException {
    assertThat(file.path()).isEqualTo(directory.resolve("mine.references"));
    ReferencePair read = file.read("r1").orElseThrow().pairs().get(0);
    assertThat(read.image()).isEqualTo(PAIR.image());
    assertThat(read.caption()).isEqualTo(PAIR.caption());
    assertThat(Files.readString(file.path(), StandardCharsets.ISO_8859_1))
        .doesNotContain("c1", "i1");
  }

  @Test
  void aSetOfAnotherRevisionIsRefused() {
    assertThatThrownBy(() -> file.read("r2"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("mine.references was made with model revision r1, this is r2");
  }

  @Test
  void withoutAFileThereIsNoSet() throws IOException {
    Files.delete(file.path());
    assertThat(file.read("r1")).isEmpty();
  }

  @Test
  void whatIsDamagedIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file.path());
    Files.write(file.path(), Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> file.read("r1"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ends too early");
    Files.writeString(file.path(), "something else");
    assertThatThrownBy(() -> file.read("r1"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no reference set");
  }
}
