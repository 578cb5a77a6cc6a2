package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.model.FidelityDocument;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Measures the pictures' section of {@code docs/fidelity.md}, and writes it with {@code
 * -Dclip.fidelity.write=true}.
 */
class PictureFidelityTest {
  @Test
  void everyPictureIsWithinItsTolerance() throws Exception {
    List<PictureFidelity.Row> rows = PictureFidelity.measure();
    assertThat(rows).hasSize(48).noneMatch(row -> row.verdict().equals("OUTSIDE"));
    // Another JDK's JPEG decoder may differ in the figures: the document has those of its writer.
    FidelityDocument.section(
        Path.of("docs/fidelity.md"), "pictures", PictureFidelity.table(rows), false);
  }
}
