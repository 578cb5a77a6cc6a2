package io.clipstreams.model.image.codec;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Reads and decompresses the strips or tiles of a TIFF. */
final class TiffBlocks {
  private static final int NONE = 1;
  private static final int CCITT_RLE = 2;
  private static final int CCITT_T4 = 3;
  private static final int CCITT_T6 = 4;
  private static final int LZW = 5;
  private static final int JPEG = 7;
  private static final int DEFLATE = 8;
  private static final int PACK_BITS = 32773;
  private static final int OLD_DEFLATE = 32946;

  /** No compression here makes more of a byte: LZW's longest string is 4096 bytes in 12 bits. */
  private static final int MOST_EXPANSION = 4096;

  /** Blocks that need a decoder each: millions of one pixel would keep a core busy for minutes. */
  private static final int MOST_COSTLY_BLOCKS = 1 << 16;

  private final byte[] file;
  private final TiffLayout layout;
  private final TiffDirectory tags;

  TiffBlocks(byte[] file, TiffLayout layout, TiffDirectory tags) throws IOException {
    boolean costly = layout.compression() == JPEG || layout.compression() <= CCITT_T6;
    if (costly && layout.compression() != NONE && layout.blockCount() > MOST_COSTLY_BLOCKS) {
      throw new IOException(
          "TIFF of %d strips or tiles with compression %d, the limit is %d"
              .formatted(layout.blockCount(), layout.compression(), MOST_COSTLY_BLOCKS));
    }
    this.file = file;
    this.layout = layout;
    this.tags = tags;
  }

  TiffBlock read(int across, int down) throws ProcessingException, IOException {
    int index = down * layout.blocksAcross() + across;
    int rows = layout.storedRows(down);
    if (layout.compression() == JPEG) {
      return TiffJpeg.read(stored(index), layout, tags, rows);
    }
    if (layout.photometric() == TiffLayout.YCC) {
      TiffYcc ycc = TiffYcc.of(layout, tags);
      return ycc.block(decompress(stored(index), ycc.bytes(rows), rows));
    }
    int planes = layout.separate() ? layout.samples() : 1;
    int planeBlocks = layout.blocksAcross() * layout.blocksDown();
    byte[][] bytes = new byte[planes][];
    for (int plane = 0; plane < planes; plane++) {
      byte[] stored = stored(index + plane * planeBlocks);
      bytes[plane] = decompress(stored, layout.rowBytes() * rows, rows);
      TiffPredictor.undo(bytes[plane], layout);
    }
    return new TiffSamples(bytes, layout);
  }

  private byte[] decompress(byte[] stored, long bytes, int rows)
      throws ProcessingException, IOException {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "TIFF with a strip or tile of %d bytes, the limit is %d: store it in smaller ones"
              .formatted(bytes, Integer.MAX_VALUE - 8));
    }
    if (bytes > (long) stored.length * MOST_EXPANSION) {
      throw new EOFException(
          "TIFF strip or tile of %d bytes cannot hold %d".formatted(stored.length, bytes));
    }
    int size = (int) bytes;
    return switch (layout.compression()) {
      case NONE -> uncompressed(stored, size);
      case CCITT_RLE, CCITT_T4, CCITT_T6 -> TiffCcitt.decode(stored, layout, tags, rows);
      case LZW -> TiffLzw.decode(stored, size);
      case DEFLATE, OLD_DEFLATE -> Deflate.decode(stored, size);
      case PACK_BITS -> PackBits.decode(stored, size);
      default ->
          throw TiffLayout.unsupported("TIFF with compression %d".formatted(layout.compression()));
    };
  }

  private static byte[] uncompressed(byte[] stored, int size) throws IOException {
    if (stored.length < size) {
      throw new EOFException(
          "TIFF strip or tile of %d bytes, needs %d".formatted(stored.length, size));
    }
    return stored;
  }

  /** The bytes of a block as they stand in the file. */
  private byte[] stored(int index) throws IOException {
    long offset = layout.offsets()[index];
    long length = index < layout.lengths().length ? layout.lengths()[index] : file.length - offset;
    if (offset < 0 || offset > file.length || length < 0) {
      throw new EOFException("TIFF strip or tile at %d lies outside the file".formatted(offset));
    }
    // What is missing shows when the block's content ends early.
    long end = Math.min(file.length, offset + Math.min(length, file.length));
    byte[] bytes = Arrays.copyOfRange(file, (int) offset, (int) end);
    if (layout.reversedBits() && layout.compression() != JPEG) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
      }
    }
    return bytes;
  }
}
