package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.scoring.PatchGrid.Area;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxFinderTest {
  /** Ten pixels a patch, the last row and column cut to five; every patch is a window. */
  private static final PatchGrid GRID = new PatchGrid(65, 45, 10, 1, 1);

  private static double[] similarities(String... rows) {
    return String.join("", rows).chars().mapToDouble(digit -> (digit - '0') / 10.0).toArray();
  }

  private static RelevanceMap map(double[] similarities) {
    float[] scores = new float[similarities.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) similarities[i];
    }
    return new RelevanceMap(GRID.rows(), GRID.columns(), scores);
  }

  private static List<FoundBox> find(double threshold, double least, double[] similarities) {
    return new BoxFinder(threshold, least, 0.5).find(GRID, map(similarities), similarities);
  }

  @Test
  void everyRegionHasABoxTheMostSimilarFirst() {
    double[] similarities =
        similarities(
            "0000000", //
            "0550000", "0050099", "0000008", "6000008");

    List<FoundBox> boxes = find(0.5, 0.3, similarities);

    assertThat(boxes)
        .extracting(FoundBox::area)
        .containsExactly(
            // Up to the image's edges, not beyond.
            new Area(50, 20, 15, 25), new Area(0, 40, 10, 5), new Area(10, 10, 20, 20));
    assertThat(boxes.get(0).similarity()).isEqualTo(0.9f);
    assertThat(boxes.get(0).score()).isCloseTo(0.85f, within(1e-6f));
    assertThat(boxes.get(2).score()).isCloseTo(0.5f, within(1e-6f));
  }

  @Test
  void cornersDoNotConnect() {
    double[] similarities = similarities("9000000", "0900000", "0000000", "0000000", "0000000");
    assertThat(find(0.5, 0.3, similarities)).hasSize(2);
  }

  @Test
  void anAbsentObjectHasNoBoxHoweverRelevantSomePatchIs() {
    double[] similarities = new double[GRID.rows() * GRID.columns()];
    Arrays.fill(similarities, 0.1);
    similarities[9] = 0.29;
    RelevanceMap map = RelevanceMap.of(GRID, similarities, 1);

    assertThat(map.at(1, 2)).isEqualTo(1);
    assertThat(new BoxFinder(0.5, 0.3, 0.5).find(GRID, map, similarities)).isEmpty();
    assertThat(new BoxFinder(0.5, 0.29, 0.5).find(GRID, map, similarities)).hasSize(1);
  }

  @Test
  void aRegionWithoutASimilarWindowOfItsOwnHasNoBox() {
    double[] similarities = similarities("9000000", "0000000", "0005500", "0000000", "0000000");
    assertThat(find(0.5, 0.6, similarities)).hasSize(1);
    assertThat(find(0.5, 0.5, similarities)).hasSize(2);
  }

  @Test
  void overlappingBoxesBecomeOne() {
    // A ring's gap: the two regions' boxes overlap almost wholly.
    double[] similarities =
        similarities(
            "9999990", //
            "9000000", "9009999", "9000009", "9999099");
    List<FoundBox> apart = new BoxFinder(0.5, 0.3, 0.9).find(GRID, map(similarities), similarities);
    List<FoundBox> together =
        new BoxFinder(0.5, 0.3, 0.2).find(GRID, map(similarities), similarities);

    assertThat(apart).hasSize(2);
    assertThat(together).extracting(FoundBox::area).containsExactly(new Area(0, 0, 65, 45));
    assertThat(together.get(0).score()).isCloseTo(0.9f, within(1e-6f));
  }

  @Test
  void everyRelevantPatchOfASimilarImageLiesInABox() {
    Random random = new Random(4);
    for (int round = 0; round < 200; round++) {
      double[] similarities = random.doubles(GRID.windowCount(), 0, 1).toArray();
      double threshold = 0.1 + 0.8 * random.nextDouble();
      double merge = 0.1 + 0.8 * random.nextDouble();
      List<FoundBox> boxes =
          new BoxFinder(threshold, -1, merge).find(GRID, map(similarities), similarities);
      for (int place = 0; place < similarities.length; place++) {
        if (similarities[place] >= threshold) {
          Area patch =
              GRID.area(new PatchGrid.Window(place / GRID.columns(), place % GRID.columns(), 1, 1));
          assertThat(boxes).anyMatch(box -> box.area().around(patch).equals(box.area()));
        }
      }
      for (FoundBox box : boxes) {
        assertThat(box.score()).isBetween((float) threshold - 1e-6f, 1f);
        assertThat(boxes)
            .filteredOn(other -> !other.equals(box))
            .allMatch(other -> other.area().iou(box.area()) < merge);
      }
    }
  }

  @Test
  void numbersOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new BoxFinder(0, 0.3, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threshold 0.0 is not above 0 to 1");
    assertThatThrownBy(() -> new BoxFinder(0.5, 1.5, 0.5)).hasMessageContaining("least similarity");
    assertThatThrownBy(() -> new BoxFinder(Double.NaN, 0, 0.5)).hasMessageContaining("NaN");
  }
}
