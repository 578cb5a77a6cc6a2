package io.clipstreams.model.image;

import java.util.Arrays;

/**
 * Resizes images of eight bits a channel exactly as Pillow does (src/libImaging/Resample.c): two
 * passes, horizontal first, each rounded to eight bits; a pass that changes nothing is left out.
 * Only the part of the result that is asked for is computed.
 */
public final class Resampler {
  private static final int CHANNELS = 3;
  private static final int ROUNDING = 1 << (Coefficients.PRECISION_BITS - 1);

  private final Interpolation filter;

  public Resampler(Interpolation filter) {
    this.filter = filter;
  }

  /**
   * A part of the resized image.
   *
   * @param image the image
   * @param width of the whole resized image
   * @param height of the whole resized image
   * @param part the part wanted; it lies within the resized image
   * @return {@code part.width() * part.height() * 3} bytes, row by row, red first
   */
  public byte[] resize(DecodedImage image, int width, int height, Part part) {
    part.requireWithin(width, height);
    if (filter == Interpolation.NEAREST) {
      return nearest(image, width, height, part);
    }
    if (height == image.height()) {
      return horizontal(image.rgb(), image.width(), part.y(), part.height(), width, part);
    }
    Coefficients rows = Coefficients.of(filter, image.height(), height, part.y(), part.height());
    int firstRow = rows.firstInput();
    byte[] narrowed =
        horizontal(image.rgb(), image.width(), firstRow, rows.endInput() - firstRow, width, part);
    return vertical(narrowed, part.width() * CHANNELS, firstRow, rows);
  }

  /** The whole resized image. */
  public byte[] resize(DecodedImage image, int width, int height) {
    return resize(image, width, height, new Part(0, 0, width, height));
  }

  private byte[] horizontal(
      byte[] pixels, int inputWidth, int firstRow, int rowCount, int width, Part part) {
    byte[] result = new byte[Math.multiplyExact(rowCount, part.width() * CHANNELS)];
    if (width == inputWidth) {
      for (int row = 0; row < rowCount; row++) {
        int from = ((firstRow + row) * inputWidth + part.x()) * CHANNELS;
        int length = part.width() * CHANNELS;
        System.arraycopy(pixels, from, result, row * length, length);
      }
      return result;
    }
    Coefficients columns = Coefficients.of(filter, inputWidth, width, part.x(), part.width());
    int target = 0;
    for (int row = 0; row < rowCount; row++) {
      int rowStart = (firstRow + row) * inputWidth * CHANNELS;
      for (int column = 0; column < columns.count(); column++) {
        int[] weights = columns.weights(column);
        int source = rowStart + columns.start(column) * CHANNELS;
        // By hand and for three channels at once: this loop is most of a photograph's way in.
        int red = ROUNDING;
        int green = ROUNDING;
        int blue = ROUNDING;
        for (int weight : weights) {
          red += (pixels[source] & 0xFF) * weight;
          green += (pixels[source + 1] & 0xFF) * weight;
          blue += (pixels[source + 2] & 0xFF) * weight;
          source += CHANNELS;
        }
        result[target] = clip(red);
        result[target + 1] = clip(green);
        result[target + 2] = clip(blue);
        target += CHANNELS;
      }
    }
    return result;
  }

  private static byte[] vertical(byte[] pixels, int rowLength, int firstRow, Coefficients rows) {
    byte[] result = new byte[rows.count() * rowLength];
    int[] sums = new int[rowLength];
    for (int row = 0; row < rows.count(); row++) {
      Arrays.fill(sums, ROUNDING);
      int source = (rows.start(row) - firstRow) * rowLength;
      // Row by row, so that memory is read in order and the sums stay in cache.
      for (int weight : rows.weights(row)) {
        for (int i = 0; i < rowLength; i++) {
          sums[i] += (pixels[source + i] & 0xFF) * weight;
        }
        source += rowLength;
      }
      int target = row * rowLength;
      for (int i = 0; i < rowLength; i++) {
        result[target + i] = clip(sums[i]);
      }
    }
    return result;
  }

  private static byte[] nearest(DecodedImage image, int width, int height, Part part) {
    int[] columns = centres(image.width(), width);
    int[] rows = centres(image.height(), height);
    byte[] result = new byte[part.width() * part.height() * CHANNELS];
    int target = 0;
    for (int y = part.y(); y < part.y() + part.height(); y++) {
      for (int x = part.x(); x < part.x() + part.width(); x++) {
        int source = (rows[y] * image.width() + columns[x]) * CHANNELS;
        System.arraycopy(image.rgb(), source, result, target, CHANNELS);
        target += CHANNELS;
      }
    }
    return result;
  }

  /** Added up step by step, as the reference does, so that rounding falls alike. */
  private static int[] centres(int inputSize, int outputSize) {
    double scale = (double) inputSize / outputSize;
    double place = scale * 0.5;
    int[] centres = new int[outputSize];
    for (int i = 0; i < outputSize; i++) {
      centres[i] = Math.min(inputSize - 1, (int) place);
      place += scale;
    }
    return centres;
  }

  private static byte clip(int sum) {
    int value = sum >> Coefficients.PRECISION_BITS;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }

  /**
   * A rectangle of pixels.
   *
   * @param x first column
   * @param y first row
   * @param width columns, at least 1
   * @param height rows, at least 1
   */
  public record Part(int x, int y, int width, int height) {
    private void requireWithin(int wholeWidth, int wholeHeight) {
      if (x < 0
          || y < 0
          || width < 1
          || height < 1
          || (long) x + width > wholeWidth
          || (long) y + height > wholeHeight) {
        throw new IllegalArgumentException(
            "%s does not lie within %d x %d".formatted(this, wholeWidth, wholeHeight));
      }
    }
  }
}
