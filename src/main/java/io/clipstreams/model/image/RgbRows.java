package io.clipstreams.model.image;

/**
 * Rows of RGB in an array.
 *
 * @param bytes red first
 * @param offset where row 0 begins; may lie outside, before what is read is added
 * @param stride bytes from one row to the next
 */
record RgbRows(byte[] bytes, int offset, int stride) {
  RgbRows skip(int rows, int columns) {
    return new RgbRows(bytes, offset + rows * stride + 3 * columns, stride);
  }

  int at(int row) {
    return offset + row * stride;
  }
}
