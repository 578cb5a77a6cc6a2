package io.clipstreams.inference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The embeddings of label sets: for each label the mean of its prompts' normalised embeddings,
 * normalised again, as in CLIP's paper (arXiv 2103.00020, section 3.1.4).
 */
public final class LabelEmbeddings {
  private static final int SETS_KEPT = 128;

  private final Encoder encoder;
  private final Cache<Prompts, float[][]> embedded =
      Caffeine.newBuilder().maximumSize(SETS_KEPT).build();

  public LabelEmbeddings(Encoder encoder) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
  }

  /**
   * Embeds a set, or remembers having done so.
   *
   * @return one normalised vector a label; not to be changed
   * @throws ProcessingException if a prompt cannot be embedded, naming the label
   */
  public float[][] of(LabelSetDefinition set) throws ProcessingException {
    Prompts key = new Prompts(set.labels(), set.templates());
    float[][] known = embedded.getIfPresent(key);
    if (known == null) {
      known = embed(set);
      embedded.put(key, known);
    }
    return known;
  }

  private float[][] embed(LabelSetDefinition set) throws ProcessingException {
    List<List<CompletableFuture<EncodedText>>> submitted = new ArrayList<>();
    for (String label : set.labels()) {
      submitted.add(set.prompts(label).stream().map(encoder::submitText).toList());
    }
    float[][] vectors = new float[set.labels().size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = mean(set.labels().get(i), submitted.get(i));
    }
    return vectors;
  }

  private static float[] mean(String label, List<CompletableFuture<EncodedText>> prompts)
      throws ProcessingException {
    double[] sum = null;
    for (CompletableFuture<EncodedText> prompt : prompts) {
      float[] vector = Vectors.normalize(Encoder.await(prompt).vector());
      if (sum == null) {
        sum = new double[vector.length];
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / prompts.size());
    }
    try {
      return Vectors.normalize(mean);
    } catch (IllegalArgumentException cancelledOut) {
      throw new ProcessingException(
          FailureCode.INFERENCE_FAILED,
          "the templates' embeddings of label '" + label + "' cancel out: use other templates",
          cancelledOut);
    }
  }

  private record Prompts(List<String> labels, List<String> templates) {}
}
