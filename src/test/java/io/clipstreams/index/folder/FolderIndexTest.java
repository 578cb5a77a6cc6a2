package io.clipstreams.index.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.client.Progress;
import io.clipstreams.evaluation.ItemEmbedder;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.IndexException;
import io.clipstreams.index.IndexRecords;
import io.clipstreams.index.IndexSettings;
import io.clipstreams.index.IndexedModel;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.WritableIndex;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.LabelSetDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderIndexTest {
  private static final IndexedModel MODEL = IndexRecords.model(FakeEncoder.DIMENSION);

  @TempDir private Path directory;
  private Path folder;
  private List<String> labels = List.of("cat", "dog");

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectories(directory.resolve("photos")).toRealPath();
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Opens the index, updates it, looks at it, closes it. */
  private FolderReport update(Path indexDirectory, List<Path> captions) {
    try (WritableIndex index = WritableIndex.open(indexDirectory, IndexSettings.of(MODEL))) {
      FakeEncoder encoder = new FakeEncoder();
      return new FolderIndex(
              index,
              new FolderPlace(indexDirectory, folder, captions),
              MODEL,
              new ItemEmbedder(encoder, Progress.Display.silent()),
              new FolderLabels(LabelSetDefinition.of(labels), encoder, 10))
          .update(FolderContents.read(folder, captions));
    } catch (IOException | ProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private FolderReport update() {
    return update(folder.resolve(FolderPlace.DIRECTORY), List.of());
  }

  private SearchIndex open() {
    return SearchIndex.openReadOnly(folder.resolve(FolderPlace.DIRECTORY), MODEL);
  }

  @Test
  void embedsOnlyWhatChangedAndForgetsWhatIsGone() throws IOException {
    write("a.jpg", "picture a");
    write("more/b.jpg", "picture b");
    write("c.jpg", "picture c");
    assertThat(update().images()).isEqualTo(new FolderReport.Counts(3, 0, 0));
    assertThat(update().images()).isEqualTo(new FolderReport.Counts(0, 3, 0));

    write("a.jpg", "another a");
    Files.delete(folder.resolve("c.jpg"));
    // Touched, and still the same.
    Files.setLastModifiedTime(folder.resolve("more/b.jpg"), FileTime.fromMillis(1_000));
    assertThat(update().images()).isEqualTo(new FolderReport.Counts(1, 1, 1));

    try (SearchIndex search = open()) {
      EnrichedImage moved = search.image("more/b.jpg").orElseThrow();
      assertThat(moved.getEventTime().toEpochMilli()).isEqualTo(1_000);
      assertThat(moved.getAttributes()).containsEntry("folder", "more");
      assertThat(moved.getWidth()).isEqualTo(4);
      assertThat(search.image("c.jpg")).isEmpty();
      assertThat(search.imageVector("a.jpg").orElseThrow())
          .as("of the new content")
          .isNotEqualTo(search.imageVector("more/b.jpg").orElseThrow());
      assertThat(search.counts().images()).isEqualTo(2);
    }
  }

  private boolean same(List<Path> captions) throws IOException {
    try (SearchIndex index = open()) {
      return new FolderComparison(index).same(FolderContents.read(folder, captions));
    }
  }

  @Test
  void whetherAFolderIsAsItWasIsToldByNamesSizesTimesAndTexts() throws IOException {
    write("a.jpg", "picture a");
    write("b.jpg", "picture b");
    write("captions.csv", "file,caption\na.jpg,words\n");
    update();
    assertThat(same(List.of())).isTrue();

    FileTime before = Files.getLastModifiedTime(folder.resolve("a.jpg"));
    write("a.jpg", "picture a, and more");
    Files.setLastModifiedTime(folder.resolve("a.jpg"), before);
    assertThat(same(List.of())).as("another size").isFalse();
    update();
    Files.setLastModifiedTime(folder.resolve("b.jpg"), FileTime.fromMillis(1_000));
    assertThat(same(List.of())).as("another time").isFalse();
    update();
    write("c.jpg", "picture c");
    assertThat(same(List.of())).as("one more").isFalse();
    update();
    Files.move(folder.resolve("c.jpg"), folder.resolve("d.jpg"));
    assertThat(same(List.of())).as("another name").isFalse();
    update();
    Files.delete(folder.resolve("d.jpg"));
    assertThat(same(List.of())).as("one less").isFalse();
    update();
    write("captions.csv", "file,caption\na.jpg,other words\n");
    assertThat(same(List.of())).as("another text").isFalse();
    update();
    assertThat(same(List.of())).isTrue();
  }

  @Test
  void anIndexKnowsWhichTextsItWasMadeOf() throws IOException {
    write("a.jpg", "picture a");
    write("list.txt", "one");
    Path inside = folder.resolve("list.txt");
    Path outside =
        Files.writeString(directory.resolve("more.txt"), "two").toAbsolutePath().normalize();
    update(folder.resolve(FolderPlace.DIRECTORY), List.of(inside, outside));
    assertThat(same(List.of(inside, outside))).isTrue();

    folder = Files.move(folder, directory.resolve("moved")).toRealPath();
    Path index = folder.resolve(FolderPlace.DIRECTORY);
    try (SearchIndex search = open()) {
      FolderPlace place = FolderPlace.of(index, search.notes()).orElseThrow();
      assertThat(place.folder()).isEqualTo(folder);
      assertThat(place.captions()).containsExactly(folder.resolve("list.txt"), outside);
    }
  }

  @Test
  void textsComeFromATableOrLieBesideTheirImage() throws IOException {
    write("a.jpg", "picture a");
    write("b.png", "picture b");
    write("b.txt", "beside b\n\nbeside b, too\n");
    write("notes.txt", "of no image");
    write("captions.csv", "file,caption\na.jpg,of the table\na.jpg,\n");
    FolderReport report = update();

    assertThat(report.texts()).isEqualTo(new FolderReport.Counts(3, 0, 0));
    assertThat(report.leftOut()).singleElement().asString().contains("captions.csv:3: no caption");
    try (SearchIndex search = open()) {
      assertThat(search.captionsOf("b.png", 10))
          .extracting(EnrichedCaption::getText)
          .containsExactlyInAnyOrder("beside b", "beside b, too");
      assertThat(search.caption("a.jpg#1").map(EnrichedCaption::getText)).contains("of the table");
    }

    write("captions.csv", "file,caption\na.jpg,other words\n");
    Files.delete(folder.resolve("b.txt"));
    assertThat(update().texts()).isEqualTo(new FolderReport.Counts(1, 0, 2));

    Path list = Files.writeString(directory.resolve("list.txt"), "one\ntwo\n");
    assertThat(update(folder.resolve(FolderPlace.DIRECTORY), List.of(list)).texts())
        .isEqualTo(new FolderReport.Counts(2, 0, 1));
  }

  @Test
  void whatIsDamagedIsToldAndLeavesTheIndex() throws IOException {
    write("a.jpg", "picture a");
    write("b.jpg", "picture b");
    assertThat(update().leftOut()).isEmpty();
    write("b.jpg", "bad");
    FolderReport report = update();
    assertThat(report.images()).isEqualTo(new FolderReport.Counts(0, 1, 1));
    assertThat(report.leftOut())
        .singleElement()
        .asString()
        .contains("b.jpg: ", "the image is damaged");
    write("b.jpg", "picture b again");
    assertThat(update().images()).isEqualTo(new FolderReport.Counts(1, 1, 0));
  }

  @Test
  void otherLabelsAreSetWithoutEmbedding() throws IOException {
    write("a.jpg", "picture a");
    update();
    labels = List.of("horse");
    assertThat(update().images()).isEqualTo(new FolderReport.Counts(0, 1, 0));
    try (SearchIndex search = open()) {
      assertThat(search.image("a.jpg").orElseThrow().getLabels().get("default"))
          .singleElement()
          .satisfies(label -> assertThat(label.getLabel()).isEqualTo("horse"));
    }
  }

  @Test
  void anIndexMovesWithItsFolderAndBelongsToOne() throws IOException {
    write("a.jpg", "picture a");
    update();
    Path outside = directory.resolve("index").toAbsolutePath();
    update(outside, List.of());

    Path moved = Files.move(folder, directory.resolve("moved").toAbsolutePath());
    folder = moved.toRealPath();
    assertThat(update().images()).isEqualTo(new FolderReport.Counts(0, 1, 0));
    try (SearchIndex search = open()) {
      assertThat(FolderPlace.folderOf(folder.resolve(FolderPlace.DIRECTORY), search.notes()))
          .isEqualTo(Optional.of(folder));
    }
    assertThatExceptionOfType(IndexException.class)
        .isThrownBy(() -> update(outside, List.of()))
        .withMessageContaining("photos")
        .withMessageContaining("--index-dir");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.write(directory.resolve("f"), "x".getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> FolderContents.read(file, List.of()))
        .withMessageContaining("is no folder");
  }
}
