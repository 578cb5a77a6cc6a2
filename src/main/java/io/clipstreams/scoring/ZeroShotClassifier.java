package io.clipstreams.scoring;

import java.util.Arrays;
import java.util.List;

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
    return classify(image, new LabelMatrix(labels, embeddings), topK);
  }

  /**
   * Scores all labels of a set.
   *
   * @param image the image's embedding, of any length but zero
   * @param labels the labels and their embeddings
   * @param topK how many of the best to return
   * @return the best labels, best first; probabilities are over all labels of the set
   */
  public List<ScoredLabel> classify(float[] image, LabelMatrix labels, int topK) {
    double[] cosines = labels.cosines(image);
    double[] probabilities = softmax(cosines);
    return Arrays.stream(best(cosines, topK))
        .mapToObj(
            i ->
                new ScoredLabel(
                    labels.labels().get(i), (float) cosines[i], (float) probabilities[i]))
        .toList();
  }

  /** The places of the largest, the largest first; of equal ones the first comes first. */
  private static int[] best(double[] cosines, int count) {
    int[] best = new int[Math.min(count, cosines.length)];
    int found = 0;
    for (int i = 0; i < cosines.length; i++) {
      if (found == best.length && cosines[i] <= cosines[best[found - 1]]) {
        continue;
      }
      int place = found < best.length ? found++ : found - 1;
      while (place > 0 && cosines[i] > cosines[best[place - 1]]) {
        best[place] = best[place - 1];
        place--;
      }
      best[place] = i;
    }
    return best;
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
