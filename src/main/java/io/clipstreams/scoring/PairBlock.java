package io.clipstreams.scoring;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Pairs of images and captions side by side, to be compared with one pair at once.
 *
 * <p>The numbers lie dimension by dimension, not pair by pair: the inner loops then add up
 * independent sums, which the compiler turns into vector instructions. Along a pair it may not,
 * since a sum of floating-point numbers has an order; that was ten times slower. Each dimension is
 * an array of its own: with all of them in one, at offsets, the same loops took twice as long.
 */
final class PairBlock {
  private static final int DIMENSIONS_A_PASS = 4;

  private final int capacity;
  private final ReferencePair[] pairs;
  private final Map<String, Integer> slots = new HashMap<>();
  private float[][] images = new float[0][];
  private float[][] captions = new float[0][];
  private float[] pairFits = new float[0];
  private int dimension;
  private int size;

  PairBlock(int capacity) {
    this.capacity = capacity;
    this.pairs = new ReferencePair[capacity];
  }

  int size() {
    return size;
  }

  ReferencePair pair(int slot) {
    return pairs[slot];
  }

  /** The cosine of the pair's own image and caption. */
  float pairFit(int slot) {
    return pairFits[slot];
  }

  boolean contains(String captionId) {
    return slots.containsKey(captionId);
  }

  /**
   * Adds a pair, in the place of the one with its caption's id if there is one.
   *
   * @throws IllegalArgumentException if its dimension is not that of the others
   */
  void put(ReferencePair pair) {
    if (size == 0) {
      allocate(pair.image().length);
    }
    requireDimension(pair.image());
    Integer known = slots.get(pair.captionId());
    int slot = known == null ? size++ : known;
    slots.put(pair.captionId(), slot);
    write(slot, pair);
  }

  /** Takes a pair out; the last one moves into its place. */
  void remove(String captionId) {
    Integer slot = slots.remove(captionId);
    if (slot == null) {
      return;
    }
    size--;
    if (slot < size) {
      slots.put(pairs[size].captionId(), slot);
      write(slot, pairs[size]);
    }
    pairs[size] = null;
  }

  private void allocate(int newDimension) {
    if (newDimension != dimension) {
      dimension = newDimension;
      images = new float[dimension][capacity];
      captions = new float[dimension][capacity];
      pairFits = new float[capacity];
    }
  }

  private void write(int slot, ReferencePair pair) {
    pairs[slot] = pair;
    pairFits[slot] = (float) pair.similarity();
    for (int i = 0; i < dimension; i++) {
      images[i][slot] = pair.image()[i];
      captions[i][slot] = pair.caption()[i];
    }
  }

  /** Dot products of all images with a vector, and with another. */
  void imagesWith(float[] first, float[] second, float[] firstDots, float[] secondDots) {
    dots(images, first, second, firstDots, secondDots);
  }

  /** Dot products of all captions with a vector, and with another. */
  void captionsWith(float[] first, float[] second, float[] firstDots, float[] secondDots) {
    dots(captions, first, second, firstDots, secondDots);
  }

  private void dots(
      float[][] block, float[] first, float[] second, float[] firstDots, float[] secondDots) {
    requireDimension(first);
    requireDimension(second);
    Arrays.fill(firstDots, 0, size, 0);
    Arrays.fill(secondDots, 0, size, 0);
    int i = 0;
    for (; i + DIMENSIONS_A_PASS <= dimension; i += DIMENSIONS_A_PASS) {
      addFourProducts(block, i, first, firstDots);
      addFourProducts(block, i, second, secondDots);
    }
    for (; i < dimension; i++) {
      addProducts(block[i], first[i], firstDots, size);
      addProducts(block[i], second[i], secondDots, size);
    }
  }

  /**
   * Four dimensions a pass: the sums are read and written a quarter as often, and four rows still
   * lie in the nearest cache when the second vector needs them.
   */
  private void addFourProducts(float[][] block, int dimension, float[] vector, float[] sums) {
    addFourProducts(
        block[dimension],
        block[dimension + 1],
        block[dimension + 2],
        block[dimension + 3],
        vector[dimension],
        vector[dimension + 1],
        vector[dimension + 2],
        vector[dimension + 3],
        sums,
        size);
  }

  /** A loop of its own, without a second array of sums: such loops are compiled best. */
  private static void addFourProducts(
      float[] row0,
      float[] row1,
      float[] row2,
      float[] row3,
      float factor0,
      float factor1,
      float factor2,
      float factor3,
      float[] sums,
      int count) {
    for (int slot = 0; slot < count; slot++) {
      sums[slot] +=
          (factor0 * row0[slot] + factor1 * row1[slot])
              + (factor2 * row2[slot] + factor3 * row3[slot]);
    }
  }

  private static void addProducts(float[] row, float factor, float[] sums, int count) {
    for (int slot = 0; slot < count; slot++) {
      sums[slot] += factor * row[slot];
    }
  }

  private void requireDimension(float[] vector) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "vector dimensions differ: " + vector.length + " != " + dimension);
    }
  }
}
