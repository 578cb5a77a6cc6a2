package io.clipstreams.index;

import static io.clipstreams.index.IndexRecords.MODEL;
import static io.clipstreams.index.IndexRecords.caption;
import static io.clipstreams.index.IndexRecords.image;
import static io.clipstreams.index.IndexRecords.label;
import static io.clipstreams.index.IndexRecords.raised;
import static io.clipstreams.index.IndexRecords.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertState;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.scoring.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchIndexTest {
  private static final Origin ORIGIN = Origin.of("test");

  @TempDir private Path directory;

  private static List<String> ids(SearchPage page) {
    return page.hits().stream().map(SearchHit::id).toList();
  }

  private WritableIndex open() {
    return WritableIndex.open(directory.resolve("index"), IndexSettings.of(MODEL));
  }

  @Test
  void findsInEachDirectionAndGivesWhatWasPublished() {
    try (WritableIndex index = WritableIndex.inMemory(IndexSettings.of(IndexRecords.model(3)))) {
      EnrichedImage cat = IndexRecords.withThumbnail(image("cat", 1, 2, 0, 0), new byte[] {1, 2});
      index.put(cat, ORIGIN);
      index.put(image("dog/ä", 2, 0, 3, 0), ORIGIN);
      EnrichedCaption text = caption("a cat", "cat", 3, 0.9f, 0.1f, 0);
      index.put(text, ORIGIN);
      index.refresh();
      SearchIndex search = index.searching();

      SearchPage images =
          search.search(SearchQuery.of(SearchTarget.IMAGES, vector(1, 0.5f, 0), 10));
      assertThat(ids(images)).containsExactly("cat", "dog/ä");
      assertThat(images.total()).isEqualTo(2);
      assertThat(images.hits().get(0).similarity()).isCloseTo(1 / Math.sqrt(1.25), within(1e-6));
      assertThat(images.hits().get(0))
          .isInstanceOfSatisfying(
              SearchHit.ImageHit.class, hit -> assertThat(hit.image()).isEqualTo(cat));
      SearchPage captions =
          search.search(SearchQuery.of(SearchTarget.CAPTIONS, vector(1, 0, 0), 10));
      assertThat(captions.hits())
          .singleElement()
          .isInstanceOfSatisfying(
              SearchHit.CaptionHit.class, hit -> assertThat(hit.caption()).isEqualTo(text));
      assertThat(search.image("cat")).contains(cat);
      assertThat(search.image("dog/ä").map(EnrichedImage::getThumbnail)).isEmpty();
      assertThat(search.imageVector("cat"))
          .hasValueSatisfying(v -> assertThat(v).containsExactly(2, 0, 0));
      assertThat(search.image("a cat")).isEmpty();
      assertThat(search.captionsOf("cat", 10)).containsExactly(text);
      assertThat(search.captionsOf("dog/ä", 10)).isEmpty();
    }
  }

  private static float[] vector(float... numbers) {
    return numbers;
  }

  @Test
  void replacesAndDeletesByIdAndBySource() {
    try (WritableIndex index = WritableIndex.inMemory(IndexSettings.of(MODEL))) {
      String longId = "x".repeat(40_000);
      index.put(image("a", 1, 1, 0), ORIGIN);
      index.put(image("a", 2, 0, 1), ORIGIN);
      index.put(image(longId, 1, 1, 0), ORIGIN);
      index.put(caption("a", "a", 1, 1, 0), Origin.of("elsewhere"));
      index.refresh();
      SearchIndex search = index.searching();
      assertThat(search.counts()).isEqualTo(new IndexCounts(2, 1, 0, 0));
      assertThat(search.imageVector("a"))
          .hasValueSatisfying(v -> assertThat(v).containsExactly(0, 1));
      assertThat(search.image(longId)).isPresent();

      index.delete(DocumentKind.IMAGE, "a");
      index.delete(DocumentKind.IMAGE, longId);
      index.refresh();
      assertThat(search.counts()).isEqualTo(new IndexCounts(0, 1, 0, 0));
      index.deleteFrom("elsewhere");
      index.refresh();
      assertThat(search.counts()).isEqualTo(new IndexCounts(0, 0, 0, 0));
      assertThat(ids(search.search(SearchQuery.of(SearchTarget.IMAGES, vector(1, 0), 3))))
          .isEmpty();
    }
  }

  @Test
  void filtersByLabelAttributeSimilarityAndLeavesOut() {
    try (WritableIndex index = WritableIndex.inMemory(IndexSettings.of(MODEL))) {
      index.put(
          image(
              "cat",
              1,
              Map.of("default", List.of(label("cat", 0.6), label("fur", 0.3), label("dog", 0.1))),
              Map.of("site", "a"),
              1,
              0),
          ORIGIN);
      index.put(
          image("dog", 2, Map.of("other", List.of(label("dog", 0.2))), Map.of("site", "b"), 1, 1),
          ORIGIN);
      index.put(caption("about the cat", "cat", 1, 1, 0), ORIGIN);
      index.put(caption("about the dog", "dog", 1, 1, 0), ORIGIN);
      index.refresh();
      SearchIndex search = index.searching();
      SearchQuery all = SearchQuery.of(SearchTarget.IMAGES, vector(1, 0), 5);

      assertThat(ids(search.search(all.with(List.of("dog"), Map.of())))).containsExactly("dog");
      assertThat(ids(search.search(all.with(List.of("default:fur"), Map.of()))))
          .containsExactly("cat");
      assertThat(ids(search.search(all.with(List.of("default:dog"), Map.of())))).isEmpty();
      assertThat(ids(search.search(all.with(List.of("cat", "fur"), Map.of("site", "a")))))
          .containsExactly("cat");
      SearchPage onSiteB = search.search(all.with(List.of(), Map.of("site", "b")));
      assertThat(ids(onSiteB)).containsExactly("dog");
      assertThat(onSiteB.total()).isEqualTo(1);
      assertThat(ids(search.search(all.with(List.of("cat"), Map.of("site", "b"))))).isEmpty();
      assertThat(ids(search.search(all.atLeast(0.8)))).containsExactly("cat");
      assertThat(ids(search.search(all.without("cat")))).containsExactly("dog");
      SearchQuery captions = SearchQuery.of(SearchTarget.CAPTIONS, vector(1, 0), 5);
      assertThat(ids(search.search(captions.with(List.of("other:dog"), Map.of()))))
          .containsExactly("about the dog");
    }
  }

  @Test
  void refusesWhatCannotBeSearched() {
    try (WritableIndex index = WritableIndex.inMemory(IndexSettings.of(MODEL))) {
      index.put(image("a", 1, 1, 0), ORIGIN);
      index.refresh();
      SearchIndex search = index.searching();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> search.search(SearchQuery.of(SearchTarget.IMAGES, vector(0, 0), 1)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> search.search(SearchQuery.of(SearchTarget.IMAGES, vector(1, 0, 0), 1)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SearchQuery.of(SearchTarget.IMAGES, vector(1, 0), 5).from(9_999));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SearchQuery.of(SearchTarget.IMAGES, vector(1, 0), 0));
      assertThatIllegalArgumentException().isThrownBy(() -> index.put(image("z", 1, 0, 0), ORIGIN));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.put(image("z", 1, 1, 0, 0), ORIGIN));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> search.newestImages(3, Optional.of("nonsense")));
    }
  }

  /** Against comparing all, with duplicates, deletions, filters and several segments. */
  @RepeatedTest(10)
  void findsWhatComparingAllFinds(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Map<String, EnrichedImage> latest = new HashMap<>();
    try (WritableIndex index = WritableIndex.inMemory(IndexSettings.of(IndexRecords.model(24)))) {
      for (int i = 0; i < 600; i++) {
        String id = "image-" + random.nextInt(400);
        if (random.nextInt(5) == 0) {
          index.delete(DocumentKind.IMAGE, id);
          latest.remove(id);
        } else {
          EnrichedImage image =
              image(id, i, Map.of(), Map.of("n", "" + i % 3), IndexRecords.random(random, 24));
          index.put(image, ORIGIN);
          latest.put(id, image);
        }
        if (random.nextInt(50) == 0) {
          index.refresh();
        }
      }
      index.refresh();
      float[] query = IndexRecords.random(random, 24);
      SearchQuery search = SearchQuery.of(SearchTarget.IMAGES, query, 20);
      assertThat(ids(index.searching().search(search))).isEqualTo(exact(latest, query, "", 0, 20));
      assertThat(ids(index.searching().search(search.from(37))))
          .isEqualTo(exact(latest, query, "", 37, 20));
      SearchQuery filtered = search.with(List.of(), Map.of("n", "1"));
      assertThat(ids(index.searching().search(filtered)))
          .isEqualTo(exact(latest, query, "1", 0, 20));
      String best = exact(latest, query, "", 0, 1).get(0);
      assertThat(ids(index.searching().search(search.from(1).without(best))))
          .isEqualTo(exact(latest, query, "", 2, 20));
    }
  }

  private static List<String> exact(
      Map<String, EnrichedImage> images, float[] query, String n, int offset, int k) {
    return images.values().stream()
        .filter(image -> n.isEmpty() || image.getAttributes().get("n").equals(n))
        .sorted(
            (a, b) ->
                Double.compare(
                    Vectors.cosine(query, IndexDocuments.numbers(b.getEmbedding())),
                    Vectors.cosine(query, IndexDocuments.numbers(a.getEmbedding()))))
        .map(EnrichedImage::getImageId)
        .skip(offset)
        .limit(k)
        .toList();
  }

  @Test
  void listsNewestFirstInParts() {
    try (WritableIndex index = WritableIndex.inMemory(IndexSettings.of(MODEL))) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        // Some at the same time, which the id decides.
        index.put(image("image-%02d".formatted(i), i / 4, 1, i), ORIGIN);
        if (i % 7 == 0) {
          index.refresh();
        }
      }
      for (int time = 6; time >= 0; time--) {
        for (int i = 4 * time; i < Math.min(25, 4 * time + 4); i++) {
          expected.add("image-%02d".formatted(i));
        }
      }
      index.refresh();
      List<String> listed = new ArrayList<>();
      Optional<String> cursor = Optional.empty();
      do {
        Listing<EnrichedImage> part = index.searching().newestImages(6, cursor);
        part.items().forEach(image -> listed.add(image.getImageId()));
        cursor = part.next();
      } while (cursor.isPresent());
      assertThat(listed).isEqualTo(expected);
      assertThat(index.searching().newestCaptions(5, Optional.empty()).items()).isEmpty();
    }
  }

  @Test
  void listsAlertsByTheirLatestTransition() {
    try (WritableIndex index = WritableIndex.inMemory(IndexSettings.of(MODEL))) {
      index.put(raised("a", AlertReason.MISMATCH, 1), ORIGIN);
      index.put(raised("b", AlertReason.IMAGE_MISSING, 5), ORIGIN);
      index.put(raised("c", AlertReason.MISMATCH, 3), ORIGIN);
      index.put(resolved("a", AlertReason.MISMATCH, 1, 9), ORIGIN);
      index.put(raised("d", AlertReason.MISMATCH, 2), ORIGIN);
      index.delete(DocumentKind.ALERT, "d");
      index.refresh();
      SearchIndex search = index.searching();

      assertThat(alerts(search, Optional.empty(), Optional.empty())).containsExactly("a", "b", "c");
      assertThat(alerts(search, Optional.of(AlertState.RAISED), Optional.empty()))
          .containsExactly("b", "c");
      assertThat(alerts(search, Optional.of(AlertState.RAISED), Optional.of(AlertReason.MISMATCH)))
          .containsExactly("c");
      assertThat(search.alert("a").map(MismatchAlert::getState)).contains(AlertState.RESOLVED);
      assertThat(search.alert("d")).isEmpty();
      assertThat(search.counts()).isEqualTo(new IndexCounts(0, 0, 2, 1));
    }
  }

  private static List<String> alerts(
      SearchIndex search, Optional<AlertState> state, Optional<AlertReason> reason) {
    return search.alerts(state, reason, 10, Optional.empty()).items().stream()
        .map(MismatchAlert::getCaptionId)
        .toList();
  }

  @Test
  void goesOnFromItsLastCommit() {
    try (WritableIndex index = open()) {
      assertThat(index.notes()).isEmpty();
      index.put(image("kept", 1, 1, 0), ORIGIN);
      index.commit(Map.of("offset", "1"));
      index.put(image("lost", 1, 1, 0), ORIGIN);
      index.refresh();
      assertThat(index.searching().image("lost")).isPresent();
    }
    try (WritableIndex index = open()) {
      assertThat(index.notes()).isEqualTo(Map.of("offset", "1"));
      assertThat(index.rebuilt()).isEmpty();
      assertThat(index.searching().image("kept")).isPresent();
      assertThat(index.searching().image("lost")).isEmpty();
      try (SearchIndex other = SearchIndex.openReadOnly(directory.resolve("index"), MODEL)) {
        assertThat(other.counts().images()).isEqualTo(1);
      }
      assertThatExceptionOfType(IndexException.class)
          .isThrownBy(this::open)
          .withMessageContaining("another process");
    }
  }

  /** A killed process leaves its files as they are. */
  @Test
  void whatACrashLeavesBehindIsTheLastCommit() throws IOException {
    Path copy = directory.resolve("copy");
    try (WritableIndex index = open()) {
      index.put(image("kept", 1, 1, 0), ORIGIN);
      index.commit(Map.of("offset", "1"));
      index.put(image("lost", 1, 1, 0), ORIGIN);
      index.delete(DocumentKind.IMAGE, "kept");
      index.refresh();
      copy(directory.resolve("index"), copy);
    }
    try (WritableIndex index = WritableIndex.open(copy, IndexSettings.of(MODEL))) {
      assertThat(index.notes()).isEqualTo(Map.of("offset", "1"));
      assertThat(index.searching().image("kept")).isPresent();
      assertThat(index.searching().image("lost")).isEmpty();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(file.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @Test
  void anotherRevisionStartsOverAndCannotBeSearched() {
    try (WritableIndex index = open()) {
      index.put(image("a", 1, 1, 0), ORIGIN);
      index.commit(Map.of("offset", "1"));
    }
    IndexedModel other = new IndexedModel("another model", "revision-2", 3);
    assertThatExceptionOfType(IndexException.class)
        .isThrownBy(() -> SearchIndex.openReadOnly(directory.resolve("index"), other))
        .withMessageContainingAll("a model", "revision-1", "another model", "revision-2");
    try (WritableIndex index =
        WritableIndex.open(directory.resolve("index"), IndexSettings.of(other))) {
      assertThat(index.rebuilt()).hasValueSatisfying(why -> assertThat(why).contains("revision-1"));
      assertThat(index.notes()).isEmpty();
      assertThat(index.searching().counts().images()).isZero();
      // Its dimension may be another.
      index.put(image("a", 1, 1, 0, 0), ORIGIN);
    }
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Path photos = Files.createDirectories(directory.resolve("photos"));
    Files.writeString(photos.resolve("cat.jpg"), "a cat");
    assertThatExceptionOfType(IndexException.class)
        .isThrownBy(() -> WritableIndex.open(photos, IndexSettings.of(MODEL)))
        .withMessageContainingAll("cat.jpg", "empty directory");
    assertThat(SearchIndex.isThere(photos)).isFalse();
    assertThatExceptionOfType(IndexException.class)
        .isThrownBy(() -> SearchIndex.openReadOnly(photos, MODEL))
        .withMessageContaining("no index");
  }

  @Test
  void vectorsMayHaveMoreThan1024Dimensions() {
    IndexSettings wide = IndexSettings.of(IndexRecords.model(1536));
    float[] vector = IndexRecords.random(new Random(1), 1536);
    Path path = directory.resolve("wide");
    try (WritableIndex index = WritableIndex.open(path, wide)) {
      index.put(image("wide", 1, vector), ORIGIN);
      index.commit(Map.of());
    }
    try (WritableIndex index = WritableIndex.open(path, wide)) {
      SearchPage page = index.searching().search(SearchQuery.of(SearchTarget.IMAGES, vector, 1));
      assertThat(page.hits().get(0).similarity()).isCloseTo(1, within(1e-6));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexRecords.model(4097))
        .withMessageContainingAll("4097", "4096");
  }
}
