package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.io.IOException;

/**
 * The first image of a TIFF or BigTIFF: strips or tiles, planes together or apart, uncompressed,
 * LZW, deflate, PackBits, CCITT or JPEG. Nothing but the first directory is read, and one block at
 * a time is kept besides the result.
 *
 * <p>Source: TIFF 6.0 (Aldus, 1992) with its technical notes; which layouts mean what: Pillow.
 */
final class TiffReader implements FormatReader {
  private static final int XMP = 700;

  @Override
  public StoredImage read(byte[] file, ReadSettings settings)
      throws ProcessingException, IOException {
    TiffDirectory tags = TiffDirectory.read(file, 0, file.length);
    TiffLayout layout = TiffLayout.of(tags, settings.limits());
    OrientationTags orientation = new OrientationTags();
    orientation.addDirectory(tags);
    tags.bytes(XMP).ifPresent(xmp -> orientation.addXmp(xmp, 0, xmp.length));

    TiffColours colours = TiffColours.of(layout, tags, settings.grey16());
    TiffBlocks blocks = new TiffBlocks(file, layout, tags);
    Canvas canvas = new Canvas(layout.width(), layout.height(), settings.alpha());
    for (int down = 0; down < layout.blocksDown(); down++) {
      for (int across = 0; across < layout.blocksAcross(); across++) {
        copy(blocks.read(across, down), layout, across, down, colours, canvas);
      }
    }
    return canvas.image(orientation.orientation());
  }

  private static void copy(
      TiffBlock block,
      TiffLayout layout,
      int across,
      int down,
      TiffColours colours,
      Canvas canvas) {
    int x = across * layout.blockWidth();
    int columns = Math.min(layout.blockWidth(), layout.width() - x);
    int y = down * layout.blockHeight();
    int rows = Math.min(layout.blockHeight(), layout.height() - y);
    int[] samples = new int[layout.samples() * columns];
    for (int row = 0; row < rows; row++) {
      block.samples(row, columns, samples);
      colours.setPixels(samples, columns, canvas, (y + row) * layout.width() + x);
    }
  }
}
