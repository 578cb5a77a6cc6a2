package io.clipstreams.scoring;

/** Arithmetic on embeddings; sums are taken in double precision. */
public final class Vectors {
  private Vectors() {}

  /**
   * The dot product.
   *
   * @throws IllegalArgumentException if the dimensions differ
   */
  public static double dot(float[] a, float[] b) {
    requireSameDimension(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The Euclidean length. */
  public static double norm(float[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  /**
   * The cosine of the angle between two vectors, -1 to 1.
   *
   * @throws IllegalArgumentException if the dimensions differ or a vector is zero
   */
  public static double cosine(float[] a, float[] b) {
    requireSameDimension(a, b);
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    if (squaresOfA == 0 || squaresOfB == 0) {
      throw new IllegalArgumentException("the cosine with a zero vector is undefined");
    }
    return Math.max(-1, Math.min(1, dot / Math.sqrt(squaresOfA * squaresOfB)));
  }

  /**
   * The vector divided by its Euclidean length.
   *
   * @return a new vector of length 1
   * @throws IllegalArgumentException if the vector is zero or not finite
   */
  public static float[] normalize(float[] vector) {
    double norm = norm(vector);
    if (norm == 0 || !Double.isFinite(norm)) {
      throw new IllegalArgumentException("a vector of length " + norm + " cannot be normalised");
    }
    float[] normalized = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normalized[i] = (float) (vector[i] / norm);
    }
    return normalized;
  }

  private static void requireSameDimension(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: " + a.length + " != " + b.length);
    }
  }
}
