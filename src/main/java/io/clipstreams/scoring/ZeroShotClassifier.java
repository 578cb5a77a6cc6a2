package io.clipstreams.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Zero-shot classification as in CLIP's paper (Radford et al. 2021, arXiv 2103.00020, section 3.1):
 * the softmax, over the labels of a set, of logit scale x cosine.
 */
public final class ZeroShotClassifier {
  private final double logitScale;

  /**
   * @param logitScale the model's logit scale, linear: 100 for OpenAI's CLIPs
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public ZeroShotClassifier(double logitScale) {
    if (!(logitScale > 0) || !Double.isFinite(logitScale)) {
      throw new IllegalArgumentException("logit scale " + logitScale + " is not positive");
    }
    this.logitScale = logitScale;
  }

  /**
   * Scores all labels of a set.
   *
   * @param image the image's embedding, of any length but zero
   * @param labels the labels' names
   * @param embeddings their embeddings, one a label
   * @param topK how many of the best to return
   * @return the best labels, best first; probabilities are over all labels of the set
   */
  public List<ScoredLabel> classify(
      float[] image, List<String> labels, float[][] embeddings, int topK) {
    double[] cosines = new double[embeddings.length];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = Vectors.cosine(image, embeddings[i]);
    }
    double[] probabilities = softmax(cosines);
    return IntStream.range(0, cosines.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> cosines[i]).reversed())
        .limit(topK)
        .map(i -> new ScoredLabel(labels.get(i), (float) cosines[i], (float) probabilities[i]))
        .toList();
  }

  /** The softmax of logit scale x cosine; the largest is subtracted first, against overflow. */
  double[] softmax(double[] cosines) {
    double largest = Arrays.stream(cosines).max().orElse(0);
    double[] weights =
        Arrays.stream(cosines).map(cosine -> Math.exp(logitScale * (cosine - largest))).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }
}
