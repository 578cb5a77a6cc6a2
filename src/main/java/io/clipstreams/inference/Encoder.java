package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;

/** Turns the bytes of images and texts into CLIP embeddings. Safe for use by several threads. */
public interface Encoder extends AutoCloseable {
  /**
   * Decodes, preprocesses and embeds an image.
   *
   * @param content the image file's bytes
   * @return its embedding, and what was learned on the way
   * @throws ProcessingException EMPTY_IMAGE, UNSUPPORTED_FORMAT, IMAGE_TOO_LARGE, DECODE_FAILED or
   *     INFERENCE_FAILED
   */
  EncodedImage encodeImage(byte[] content) throws ProcessingException;

  /**
   * Tokenizes and embeds a text.
   *
   * @param text any text; white space alone is refused
   * @return its embedding and its length in tokens
   * @throws ProcessingException EMPTY_TEXT, TEXT_TOO_LARGE or INFERENCE_FAILED
   */
  EncodedText encodeText(String text) throws ProcessingException;

  @Override
  void close();
}
