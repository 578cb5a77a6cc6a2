package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import java.util.concurrent.CompletableFuture;

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

  /**
   * Begins to embed an image. Encoders that do not batch do all of it at once.
   *
   * @return fails as {@link #encodeImage} does
   */
  default CompletableFuture<EncodedImage> submitImage(byte[] content) {
    try {
      return CompletableFuture.completedFuture(encodeImage(content));
    } catch (ProcessingException | RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /**
   * Begins to embed a text. Encoders that do not batch do all of it at once.
   *
   * @return fails as {@link #encodeText} does
   */
  default CompletableFuture<EncodedText> submitText(String text) {
    try {
      return CompletableFuture.completedFuture(encodeText(text));
    } catch (ProcessingException | RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  @Override
  void close();
}
