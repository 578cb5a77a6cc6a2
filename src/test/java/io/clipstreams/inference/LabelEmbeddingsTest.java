package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.PatchGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LabelEmbeddingsTest {
  private final Prompts prompts =
      new Prompts(
          Map.of(
              "a dog", new float[] {30, 0},
              "the dog", new float[] {0, 0.5f},
              "a cat", new float[] {0, 2},
              "the cat", new float[] {0, -3}));
  private final LabelEmbeddings embeddings = new LabelEmbeddings(prompts);

  private static LabelSetDefinition set(String label, String... templates) {
    return new LabelSetDefinition(List.of(label), List.of(templates), true, 5);
  }

  /** However long a prompt's embedding is: its direction weighs as much as any other's. */
  @Test
  void templatesAreAveragedAfterNormalisingAndNormalisedAgain() throws ProcessingException {
    float[] label = embeddings.of(set("dog", "a {}", "the {}"))[0];
    float half = (float) Math.sqrt(0.5);
    assertThat(label).containsExactly(new float[] {half, half}, within(1e-6f));
  }

  @Test
  void aSingleTemplateIsNormalised() throws ProcessingException {
    assertThat(embeddings.of(set("dog", "a {}"))[0]).containsExactly(1, 0);
  }

  @Test
  void aSetIsEmbeddedOnce() throws ProcessingException {
    embeddings.of(set("dog", "a {}", "the {}"));
    embeddings.of(set("dog", "a {}", "the {}"));
    assertThat(prompts.asked).containsExactly("a dog", "the dog");
  }

  @Test
  void templatesThatCancelOutAreRefusedByTheLabelsName() {
    assertThatThrownBy(() -> embeddings.of(set("cat", "a {}", "the {}")))
        .isInstanceOf(ProcessingException.class)
        .hasMessageContaining("label 'cat' cancel out");
  }

  /** Embeds the prompts that it was told of. */
  private static final class Prompts implements Encoder {
    private final Map<String, float[]> vectors;
    private final List<String> asked = new ArrayList<>();

    Prompts(Map<String, float[]> vectors) {
      this.vectors = vectors;
    }

    @Override
    public EncodedText encodeText(String text) {
      asked.add(text);
      return new EncodedText(vectors.get(text), 3, false);
    }

    @Override
    public EncodedImage encodeImage(byte[] content) {
      throw new UnsupportedOperationException("labels are texts");
    }

    @Override
    public DecodedImage decode(byte[] content) {
      throw new UnsupportedOperationException("labels are texts");
    }

    @Override
    public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
      throw new UnsupportedOperationException("labels are texts");
    }

    @Override
    public void close() {}
  }
}
