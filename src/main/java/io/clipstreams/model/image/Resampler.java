package io.clipstreams.model.image;

/**
 * Pillow's {@code resize} for eight bits a channel, to the bit: a horizontal pass, then a vertical
 * one, each with weights in fixed point and each rounded and clamped to eight bits; a pass whose
 * size does not change is left out. Only the part of the result that is asked for is computed.
 *
 * <p>Written by hand since it is where preprocessing spends its time, and since the resizing of
 * Java2D and of OpenCV's bindings gives other values (no antialiasing). Safe for use by several
 * threads, which keep their buffers.
 *
 * <p>Source: Pillow, {@code src/libImaging/Resample.c} and {@code Geometry.c}.
 */
public final class Resampler {
  /** Larger buffers than this are given back after use. */
  private static final int MOST_KEPT = 8 << 20;

  private final ThreadLocal<Scratch> scratch;

  /**
   * @param kernel how source pixels are weighted
   */
  public Resampler(Interpolation kernel) {
    this.scratch = ThreadLocal.withInitial(() -> new Scratch(kernel));
  }

  /**
   * A rectangle of a resized image.
   *
   * @param resizedWidth of the whole resized image, in pixels
   * @param resizedHeight of the whole resized image, in pixels
   * @param left first column of the rectangle
   * @param top first row of the rectangle
   * @param width columns of the rectangle, inside the resized image
   * @param height rows of the rectangle, inside the resized image
   */
  public record Part(
      long resizedWidth, long resizedHeight, long left, long top, int width, int height) {
    public Part {
      if (left < 0
          || top < 0
          || width < 1
          || height < 1
          || left + width > resizedWidth
          || top + height > resizedHeight) {
        throw new IllegalArgumentException(
            "%d x %d pixels at %d, %d of an image of %d x %d"
                .formatted(width, height, left, top, resizedWidth, resizedHeight));
      }
    }
  }

  /**
   * Resizes a whole image.
   *
   * @return {@code width * height * 3} bytes, row by row, red first
   */
  public byte[] resize(DecodedImage image, int width, int height) {
    byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    resize(image, new Part(width, height, 0, 0, width, height), target, 0, 3 * width);
    return target;
  }

  /**
   * Resizes an image and writes a part of the result.
   *
   * @param part what to compute
   * @param target receives the part's rows, red first
   * @param offset where its first byte goes
   * @param stride bytes from one row to the next in the target
   */
  public void resize(DecodedImage image, Part part, byte[] target, int offset, int stride) {
    Scratch buffers = scratch.get();
    ResampleWeights columns = buffers.horizontal;
    ResampleWeights rows = buffers.vertical;
    columns.prepare(image.width(), part.resizedWidth(), part.left(), part.width());
    rows.prepare(image.height(), part.resizedHeight(), part.top(), part.height());
    RgbRows source = new RgbRows(image.rgb(), 0, 3 * image.width());
    RgbRows result = new RgbRows(target, offset, stride);
    if (columns.unchanged()) {
      vertical(source.skip(0, columns.lowest()), 3 * part.width(), rows, result);
    } else if (rows.unchanged()) {
      HorizontalPass.run(source.skip(rows.lowest(), 0), part.height(), columns, result);
    } else if (verticalFirst(image, part)) {
      int width = columns.highest() - columns.lowest();
      RgbRows low = buffers.reserve(part.height(), 3 * width);
      vertical(source.skip(0, columns.lowest()), 3 * width, rows, low);
      HorizontalPass.run(low.skip(0, -columns.lowest()), part.height(), columns, result);
    } else {
      int height = rows.highest() - rows.lowest();
      RgbRows narrow = buffers.reserve(height, 3 * part.width());
      HorizontalPass.run(source.skip(rows.lowest(), 0), height, columns, narrow);
      vertical(narrow.skip(-rows.lowest(), 0), 3 * part.width(), rows, result);
    }
    buffers.giveBack();
  }

  /**
   * Since Pillow 13 an image that loses much more height than width is resized vertically first.
   */
  private static boolean verticalFirst(DecodedImage image, Part part) {
    long lostHeight = image.height() - part.resizedHeight();
    long lostWidth = image.width() - part.resizedWidth();
    return lostHeight > 0 && lostHeight > 2 * lostWidth;
  }

  private static void vertical(RgbRows source, int rowBytes, ResampleWeights rows, RgbRows target) {
    if (!rows.unchanged()) {
      VerticalPass.run(source, rowBytes, rows, target);
      return;
    }
    for (int y = 0; y < rows.count(); y++) {
      int from = source.at(rows.lowest() + y);
      System.arraycopy(source.bytes(), from, target.bytes(), target.at(y), rowBytes);
    }
  }

  /** One thread's buffers. */
  private static final class Scratch {
    private final ResampleWeights horizontal;
    private final ResampleWeights vertical;
    private byte[] between = {};

    Scratch(Interpolation kernel) {
      this.horizontal = new ResampleWeights(kernel);
      this.vertical = new ResampleWeights(kernel);
    }

    /** Rows for what lies between the passes. */
    RgbRows reserve(int rows, int rowBytes) {
      int bytes = Math.multiplyExact(rows, rowBytes);
      if (between.length < bytes) {
        between = new byte[bytes];
      }
      return new RgbRows(between, 0, rowBytes);
    }

    void giveBack() {
      if (between.length > MOST_KEPT) {
        between = new byte[0];
      }
    }
  }
}
