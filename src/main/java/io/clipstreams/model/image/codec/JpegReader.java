package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * JPEG, by the JDK's libjpeg: its raw components, to which the colour conversion of libjpeg is
 * applied here. The JDK's own conversion would apply embedded colour profiles, guess colour spaces
 * otherwise than libjpeg, and refuses four components.
 */
final class JpegReader implements FormatReader {
  private static final String PROVIDER = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";

  @Override
  public StoredImage read(byte[] file, ReadSettings settings)
      throws ProcessingException, IOException {
    JpegHeader header = JpegHeader.parse(file);
    settings.limits().requirePixels(header.width(), header.height());
    header.requireSupported();
    byte[] components = readComponents(header);
    byte[] rgb = JpegColours.toRgb(components, header.colours());
    return new StoredImage(header.width(), header.height(), rgb, header.orientation());
  }

  /** The components as stored, interleaved. */
  static byte[] readComponents(JpegHeader header) throws IOException {
    ImageReader reader = ImageIoReaders.create(PROVIDER);
    try (MemoryInput input = header.input()) {
      reader.setInput(input, true, true);
      Raster raster = reader.readRaster(0, null);
      if (input.overrun()) {
        throw new EOFException("JPEG ends early");
      }
      if (raster.getWidth() != header.width() || raster.getHeight() != header.height()) {
        throw new IOException(
            "JPEG of %d x %d pixels, its header declares %d x %d"
                .formatted(raster.getWidth(), raster.getHeight(), header.width(), header.height()));
      }
      return ((DataBufferByte) raster.getDataBuffer()).getData();
    } finally {
      reader.dispose();
    }
  }
}
