package io.clipstreams.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The embeddings of a set's labels, one after the other in one array: comparing an image with a
 * thousand labels then reads memory from front to back.
 */
public final class LabelMatrix {
  private final List<String> labels;
  private final int dimension;
  private final float[] values;
  private final double[] norms;

  /**
   * Copies the embeddings.
   *
   * @param labels the labels' names
   * @param embeddings their embeddings, one a label, of any length but zero
   * @throws IllegalArgumentException if there are not as many, dimensions differ or one is zero
   */
  public LabelMatrix(List<String> labels, float[][] embeddings) {
    this.labels = List.copyOf(labels);
    if (embeddings.length != labels.size()) {
      throw new IllegalArgumentException(
          embeddings.length + " embeddings for " + labels.size() + " labels");
    }
    this.dimension = embeddings.length == 0 ? 0 : embeddings[0].length;
    this.values = new float[embeddings.length * dimension];
    this.norms = new double[embeddings.length];
    for (int i = 0; i < embeddings.length; i++) {
      requireDimension(embeddings[i]);
      System.arraycopy(embeddings[i], 0, values, i * dimension, dimension);
      norms[i] = Vectors.norm(embeddings[i]);
      if (norms[i] == 0) {
        throw new IllegalArgumentException("the cosine with a zero vector is undefined");
      }
    }
  }

  /** The labels, in the order of the embeddings. */
  public List<String> labels() {
    return labels;
  }

  /**
   * The cosine of an image with each label, -1 to 1.
   *
   * @throws IllegalArgumentException if the image's dimension differs or it is zero
   */
  double[] cosines(float[] image) {
    Objects.requireNonNull(image, "image");
    if (norms.length > 0) {
      requireDimension(image);
    }
    double norm = Vectors.norm(image);
    if (norm == 0) {
      throw new IllegalArgumentException("the cosine with a zero vector is undefined");
    }
    double[] cosines = new double[norms.length];
    Arrays.setAll(
        cosines, i -> Math.max(-1, Math.min(1, dot(image, i * dimension) / (norm * norms[i]))));
    return cosines;
  }

  /** Four sums at a time: one sum alone would wait for its own last addition at each step. */
  private double dot(float[] image, int offset) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < dimension; i += 4) {
      a += (double) image[i] * values[offset + i];
      b += (double) image[i + 1] * values[offset + i + 1];
      c += (double) image[i + 2] * values[offset + i + 2];
      d += (double) image[i + 3] * values[offset + i + 3];
    }
    for (; i < dimension; i++) {
      a += (double) image[i] * values[offset + i];
    }
    return a + b + (c + d);
  }

  private void requireDimension(float[] vector) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "vector dimensions differ: " + vector.length + " != " + dimension);
    }
  }
}
