package io.clipstreams.model.image.codec;

/** What a VP8L encoder did to the pixels before it coded them (RFC 9649, section 3.4). */
interface Vp8lTransform {
  /** The width of the image that is coded. */
  int storedWidth();

  /** Gives the pixels as they were before; may change the array that it is given. */
  int[] undo(int[] pixels);

  /** Adds two pixels channel by channel, modulo 256. */
  static int add(int a, int b) {
    int alphaAndGreen = (a & 0xFF00_FF00) + (b & 0xFF00_FF00);
    int redAndBlue = (a & 0x00FF_00FF) + (b & 0x00FF_00FF);
    return (alphaAndGreen & 0xFF00_FF00) | (redAndBlue & 0x00FF_00FF);
  }

  /** Red and blue were stored as their difference to green. */
  record SubtractGreen(int storedWidth) implements Vp8lTransform {
    @Override
    public int[] undo(int[] pixels) {
      for (int i = 0; i < pixels.length; i++) {
        int green = pixels[i] >> 8 & 255;
        pixels[i] = add(pixels[i], green << 16 | green);
      }
      return pixels;
    }
  }

  /** Red and blue were stored as their difference to multiples of green and red, by block. */
  record Colour(int storedWidth, int blockBits, int[] blocks) implements Vp8lTransform {
    @Override
    public int[] undo(int[] pixels) {
      int across = Vp8lPixels.blocks(storedWidth, blockBits);
      int x = 0;
      int y = 0;
      for (int i = 0; i < pixels.length; i++) {
        int multipliers = blocks[(y >> blockBits) * across + (x >> blockBits)];
        pixels[i] = undo(pixels[i], multipliers);
        if (++x == storedWidth) {
          x = 0;
          y++;
        }
      }
      return pixels;
    }

    private static int undo(int pixel, int multipliers) {
      int green = pixel >> 8;
      int red = (pixel >> 16) + product(multipliers, green);
      int blue = pixel + product(multipliers >> 8, green) + product(multipliers >> 16, red);
      return (pixel & 0xFF00_FF00) | (red & 255) << 16 | (blue & 255);
    }

    private static int product(int multiplier, int value) {
      return ((byte) multiplier * (byte) value) >> 5;
    }
  }

  /** Pixels were stored as indices of colours, several in one pixel where there are few colours. */
  record Indices(int width, int height, int packedBits, int[] colours) implements Vp8lTransform {
    private static final int MOST_COLOURS = 256;

    /** The table is stored as differences; indices beyond it are transparent black. */
    static Indices ofDifferences(int width, int height, int[] differences) {
      int[] colours = new int[MOST_COLOURS];
      int colour = 0;
      for (int i = 0; i < differences.length; i++) {
        colour = add(colour, differences[i]);
        colours[i] = colour;
      }
      int count = differences.length;
      int packedBits = count <= 2 ? 3 : count <= 4 ? 2 : count <= 16 ? 1 : 0;
      return new Indices(width, height, packedBits, colours);
    }

    @Override
    public int storedWidth() {
      return Vp8lPixels.blocks(width, packedBits);
    }

    @Override
    public int[] undo(int[] pixels) {
      int stored = storedWidth();
      int[] target = packedBits == 0 ? pixels : new int[width * height];
      int indexBits = 8 >> packedBits;
      int mask = (1 << indexBits) - 1;
      for (int y = 0, to = 0; y < height; y++) {
        for (int x = 0; x < width; x++, to++) {
          int packed = pixels[y * stored + (x >> packedBits)] >> 8;
          int shift = (x & ((1 << packedBits) - 1)) * indexBits;
          target[to] = colours[packed >> shift & mask];
        }
      }
      return target;
    }
  }
}
