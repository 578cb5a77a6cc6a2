package io.clipstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.client.Progress;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.TestModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
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
