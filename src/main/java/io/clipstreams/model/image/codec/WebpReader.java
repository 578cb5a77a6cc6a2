package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.io.IOException;

final class WebpReader implements FormatReader {
  @Override
  public StoredImage read(byte[] file, ReadSettings settings)
      throws ProcessingException, IOException {
    throw new IOException("todo");
  }
}
