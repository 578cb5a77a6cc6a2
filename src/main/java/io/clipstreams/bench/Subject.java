package io.clipstreams.bench;

import java.util.function.IntFunction;

/**
 * One kind of record of the full benchmark.
 *
 * @param name in words
 * @param kind images or captions
 * @param count records of a measurement
 * @param files the images; captions belong to some of them
 * @param texts the captions
 */
record Subject(
    String name, Kind kind, int count, IntFunction<byte[]> files, IntFunction<String> texts) {
  /** How many images captions speak of. */
  private static final int SPOKEN_OF = 16;

  /** Images that captions can belong to. */
  Load.Images spokenOf(Numbers numbers) {
    return images("image-", SPOKEN_OF, numbers);
  }

  /** New records, as many as wanted. */
  Load load(String prefix, int size, Load.Images spokenOf, Numbers numbers) {
    return kind == Kind.IMAGES
        ? images(prefix, size, numbers)
        : captions(prefix, size, spokenOf, numbers);
  }

  Load.Images images(String prefix, int size, Numbers numbers) {
    int from = numbers.take(size);
    return new Load.Images(prefix, size, number -> files.apply(from + number));
  }

  Load.Captions captions(String prefix, int size, Load.Images images, Numbers numbers) {
    int from = numbers.take(size);
    return new Load.Captions(prefix, size, number -> texts.apply(from + number), images);
  }
}
