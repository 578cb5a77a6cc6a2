package io.clipstreams.model.image.codec;

/** A strip or tile whose samples can be asked for, row by row. */
@FunctionalInterface
interface TiffBlock {
  /**
   * Gives a row's samples, pixel by pixel.
   *
   * @param row from the block's top
   * @param columns pixels to give, from the block's left
   * @param target the samples as stored; signed ones with sign, floating point cut to 0 to 255
   */
  void samples(int row, int columns, int[] target);
}
