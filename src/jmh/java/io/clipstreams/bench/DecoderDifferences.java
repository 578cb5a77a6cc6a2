package io.clipstreams.bench;

import java.io.PrintStream;
import java.util.function.UnaryOperator;

/** Prints how far the pixels of OpenCV's bindings lie from ours, which are Pillow's to the bit. */
public final class DecoderDifferences {
  private static final int DISTINCT = 4;

  private DecoderDifferences() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    UnaryOperator<byte[]> ours = JpegDecoders.OURS.open();
    for (JpegDecoders decoder : JpegDecoders.values()) {
      UnaryOperator<byte[]> theirs = decoder.open();
      for (PictureSize size : PictureSize.values()) {
        Pictures pictures = new Pictures(size, DISTINCT, 1);
        Differences sum = new Differences(0, 0, 0, 0);
        for (int number = 0; number < DISTINCT; number++) {
          byte[] file = pictures.file(number);
          sum = sum.plus(Differences.between(ours.apply(file), theirs.apply(file)));
        }
        out.printf("%s, %s: %s%n", decoder, size.word(), sum.line());
      }
    }
  }

  /**
   * Differences of samples.
   *
   * @param samples how many there are
   * @param different how many differ
   * @param total of all differences
   * @param largest of them
   */
  private record Differences(long samples, long different, long total, int largest) {
    static Differences between(byte[] a, byte[] b) {
      if (a.length != b.length) {
        throw new BenchException("%d bytes, not %d".formatted(b.length, a.length));
      }
      long different = 0;
      long total = 0;
      int largest = 0;
      for (int i = 0; i < a.length; i++) {
        int difference = Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
        different += difference == 0 ? 0 : 1;
        total += difference;
        largest = Math.max(largest, difference);
      }
      return new Differences(a.length, different, total, largest);
    }

    Differences plus(Differences other) {
      return new Differences(
          samples + other.samples,
          different + other.different,
          total + other.total,
          Math.max(largest, other.largest));
    }

    String line() {
      return "%.2f %% of samples differ, %.4f on average, %d at most"
          .formatted(100.0 * different / samples, (double) total / samples, largest);
    }
  }
}
