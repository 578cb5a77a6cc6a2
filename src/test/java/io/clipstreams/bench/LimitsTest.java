package io.clipstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.client.Progress;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.TestModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
  @Test
  void theQuickestBatchOfAGoodRateCounts() {
    Limits.Way alone = new Limits.Way(2, 1);
    Limits.Way both = new Limits.Way(1, 2);
    Limits.Best best =
        Limits.Best.of(
            List.of(
                new Limits.Measured(alone, 1, 94),
                new Limits.Measured(alone, 16, 100),
                new Limits.Measured(both, 4, 95)));
    assertThat(best.way()).isEqualTo(alone);
    assertThat(best.batch()).isEqualTo(16);
    assertThat(best.batchMillis()).as("two of four at once").isEqualTo(8e3 / 95);
  }

  @Test
  void captionsAreMeasuredAtTheirOwnLengthAndAtTheModels(@TempDir Path directory) {
    CaptionTexts texts = new CaptionTexts(1);
    try (ClipModel model = TestModel.tinyClip(directory, "text_model.onnx").load()) {
      Limits limits =
          new Limits(
              model,
              Limits.Way.all(1),
              Progress.Display.silent(),
              new Repeat(Effort.BRIEF.repeating()));

      double own = limits.captions(texts, false).rate();
      double full = limits.captions(texts, true).rate();

      assertThat(own).isPositive();
      assertThat(full).isPositive();
    }
  }
}
