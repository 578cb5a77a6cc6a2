package io.clipstreams.model.image.codec;

import java.io.IOException;

/**
 * Reads the rows of a PNG, pass by pass where it is interlaced (Adam7), and undoes their filter.
 */
final class PngPass {
  private record Grid(int x, int y, int stepX, int stepY) {}

  private static final Grid[] WHOLE = {new Grid(0, 0, 1, 1)};
  private static final Grid[] ADAM7 = {
    new Grid(0, 0, 8, 8),
    new Grid(4, 0, 8, 8),
    new Grid(0, 4, 4, 8),
    new Grid(2, 0, 4, 4),
    new Grid(0, 2, 2, 4),
    new Grid(1, 0, 2, 2),
    new Grid(0, 1, 1, 2)
  };

  private PngPass() {}

  static void read(PngHeader header, PngReader.InflatedRows rows, PngPixels pixels)
      throws IOException {
    for (Grid grid : header.interlace() == 1 ? ADAM7 : WHOLE) {
      int columns = (header.width() - grid.x + grid.stepX - 1) / grid.stepX;
      if (columns > 0) {
        read(header, grid, columns, rows, pixels);
      }
    }
  }

  private static void read(
      PngHeader header, Grid grid, int columns, PngReader.InflatedRows rows, PngPixels pixels)
      throws IOException {
    int bytes = header.rowBytes(columns);
    int back = Math.max(1, header.samplesPerPixel() * header.depth() / 8);
    byte[] row = new byte[1 + bytes];
    byte[] above = new byte[1 + bytes];
    for (int y = grid.y; y < header.height(); y += grid.stepY) {
      rows.readFully(row);
      unfilter(row, above, back);
      pixels.setRow(row, y, grid.x, grid.stepX, columns);
      byte[] swap = above;
      above = row;
      row = swap;
    }
  }

  /** Both rows begin with their filter byte; {@code back} is the distance to the pixel before. */
  private static void unfilter(byte[] row, byte[] above, int back) throws IOException {
    int n = row.length;
    switch (row[0]) {
      case 0 -> {
        return;
      }
      case 1 -> {
        for (int i = 1 + back; i < n; i++) {
          row[i] += row[i - back];
        }
      }
      case 2 -> {
        for (int i = 1; i < n; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 1; i < n; i++) {
          int left = i > back ? row[i - back] & 255 : 0;
          row[i] += (byte) ((left + (above[i] & 255)) >> 1);
        }
      }
      case 4 -> {
        for (int i = 1; i < n; i++) {
          int left = i > back ? row[i - back] & 255 : 0;
          int corner = i > back ? above[i - back] & 255 : 0;
          row[i] += (byte) paeth(left, above[i] & 255, corner);
        }
      }
      default -> throw new IOException("PNG filter type " + row[0]);
    }
  }

  private static int paeth(int left, int above, int corner) {
    int toLeft = Math.abs(above - corner);
    int toAbove = Math.abs(left - corner);
    int toCorner = Math.abs(left + above - 2 * corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }
}
