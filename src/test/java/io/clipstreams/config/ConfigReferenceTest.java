package io.clipstreams.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  private static final Path DOCUMENT = Path.of("docs/configuration.md");

  /** {@code -Dclip.docs.write=true} writes the document instead of holding it. */
  @Test
  void theDocumentIsFresh() throws IOException {
    String generated = ConfigReference.markdown();
    if (Boolean.getBoolean("clip.docs.write")) {
      Files.writeString(DOCUMENT, generated);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("stale; run mvn -Dtest=ConfigReferenceTest -Dclip.docs.write=true test")
        .isEqualTo(generated);
  }

  @Test
  void everyKeyIsExplained() {
    assertThat(ConfigReference.entries())
        .hasSameSizeAs(ClipConfig.definition().names())
        .allSatisfy(
            entry -> {
              assertThat(entry.meaning()).endsWith(".");
              assertThat(entry.group()).isNotBlank();
              assertThat(entry.type()).isNotBlank();
            });
  }

  @Test
  void sizesAndDurationsAreCalledSo() {
    assertThat(ConfigReference.entries())
        .filteredOn(entry -> entry.type().equals("size") || entry.type().equals("duration"))
        .extracting(ConfigReference.Entry::key)
        .containsExactly(
            "clip.image.max.bytes",
            "clip.image.uri.timeout",
            "clip.text.max.bytes",
            "clip.memory.input.bytes",
            "clip.memory.state.bytes");
  }
}
