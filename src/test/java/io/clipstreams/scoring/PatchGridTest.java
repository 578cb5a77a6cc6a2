package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.scoring.PatchGrid.Area;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchGridTest {
  /** Grids of all kinds, small enough to count every pixel. */
  static List<PatchGrid> grids() {
    Random random = new Random(11);
    List<PatchGrid> grids = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int window = 1 + random.nextInt(6);
      grids.add(
          new PatchGrid(
              1 + random.nextInt(60),
              1 + random.nextInt(60),
              1 + random.nextInt(9),
              window,
              1 + random.nextInt(window)));
    }
    return grids;
  }

  @Test
  void everyPixelLiesInAWindowAndNoWindowOutsideTheImage() {
    for (PatchGrid grid : grids()) {
      boolean[] covered = new boolean[grid.width() * grid.height()];
      for (PatchGrid.Window window : grid.windows()) {
        Area area = grid.area(window);
        for (int y = area.y(); y < area.y() + area.height(); y++) {
          for (int x = area.x(); x < area.x() + area.width(); x++) {
            assertThat(x).as(grid.toString()).isLessThan(grid.width());
            covered[y * grid.width() + x] = true;
          }
        }
      }
      assertThat(covered).as(grid.toString()).doesNotContain(false);
      assertThat(grid.windowCount()).isEqualTo(grid.windows().size());
      assertThat(grid.windows()).doesNotHaveDuplicates();
    }
  }

  @Test
  void theLastWindowsEndAtTheEdge() {
    // 11 x 8 patches of which the last are cut short; windows of 4 in steps of 3.
    PatchGrid grid = new PatchGrid(105, 72, 10, 4, 3);

    assertThat(grid.columns()).isEqualTo(11);
    assertThat(grid.rows()).isEqualTo(8);
    assertThat(grid.windows().stream().map(PatchGrid.Window::column).distinct())
        .containsExactly(0, 3, 6, 7);
    assertThat(grid.windows().stream().map(PatchGrid.Window::row).distinct())
        .containsExactly(0, 3, 4);
    PatchGrid.Window last = grid.windows().get(grid.windows().size() - 1);
    assertThat(grid.area(last)).isEqualTo(new Area(70, 40, 35, 32));
  }

  @Test
  void anImageSmallerThanAWindowHasOne() {
    PatchGrid grid = new PatchGrid(5, 3, 2, 6, 2);
    assertThat(grid.windows()).containsExactly(new PatchGrid.Window(0, 0, 2, 3));
    assertThat(grid.area(grid.windows().get(0))).isEqualTo(new Area(0, 0, 5, 3));
  }

  @Test
  void imagesOfAnyShapeHaveAboutAsManyPatches() {
    for (int[] size : new int[][] {{720, 720}, {1440, 360}, {4000, 3000}, {333, 1000}}) {
      PatchGrid grid =
          new PatchGrid(size[0], size[1], PatchGrid.patchFor(size[0], size[1], 12), 4, 1);
      assertThat(grid.patchCount()).isBetween(130L, 160L);
    }
    assertThat(PatchGrid.patchFor(1, 1, 12)).isEqualTo(1);
  }

  @Test
  void whatCannotBeIsNamed() {
    assertThatThrownBy(() -> new PatchGrid(10, 10, 0, 4, 1)).hasMessageContaining("patch is 0");
    assertThatThrownBy(() -> new PatchGrid(10, 10, 2, 4, 5))
        .hasMessageContaining("stride 5 is greater than window 4");
  }

  @Test
  void overlapIsIntersectionOverUnion() {
    Area one = new Area(0, 0, 10, 10);
    assertThat(one.iou(one)).isEqualTo(1);
    assertThat(one.iou(new Area(10, 0, 10, 10))).isZero();
    assertThat(one.iou(new Area(5, 0, 10, 10))).isEqualTo(50.0 / 150);
    assertThat(new Area(5, 0, 10, 10).iou(one)).isEqualTo(50.0 / 150);
  }
}
