package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.io.IOException;

/** Reads one image format. Stateless: safe for use by several threads. */
@FunctionalInterface
public interface FormatReader {
  /**
   * Reads the first image of a file.
   *
   * @param file the whole file, of the reader's format by its first bytes; not changed
   * @param settings limits and policies
   * @return the image as stored, and how it is to be turned
   * @throws ProcessingException IMAGE_TOO_LARGE, or UNSUPPORTED_FORMAT for a rare variant
   * @throws IOException if the file is damaged or ends early; the message says where
   */
  StoredImage read(byte[] file, ReadSettings settings) throws ProcessingException, IOException;
}
