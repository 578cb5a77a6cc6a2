package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Turns the bytes of images and texts into CLIP embeddings. Safe for use by several threads.
 *
 * <p>Who has one image or text calls {@code encode…}; who has many calls {@code submit…} for each
 * before it waits for the first, so that they can share batches.
 */
public interface Encoder extends AutoCloseable {
  /** The text that {@link #probe} embeds. */
  String PROBE = "clip-streams embeds this to see that the model works";

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

  /** As {@link #encodeImage(byte[])}, for who has the hash already. */
  default EncodedImage encodeImage(HashedBytes content) throws ProcessingException {
    return encodeImage(content.bytes());
  }

  /**
   * Begins to embed an image. Encoders that do not batch do all of it at once.
   *
   * @return fails as {@link #encodeImage(byte[])} does; see {@link #await}
   */
  default CompletableFuture<EncodedImage> submitImage(HashedBytes content) {
    return begun(() -> encodeImage(content));
  }

  /** As {@link #submitImage(HashedBytes)}. */
  default CompletableFuture<EncodedImage> submitImage(byte[] content) {
    return submitImage(HashedBytes.of(content));
  }

  /**
   * Begins to embed a text. Encoders that do not batch do all of it at once.
   *
   * @return fails as {@link #encodeText} does; see {@link #await}
   */
  default CompletableFuture<EncodedText> submitText(String text) {
    return begun(() -> encodeText(text));
  }

  /**
   * Begins to embed something of its own, past any cache, to see whether the model still works.
   * Safe to be called at any time; whatever it gives beside failures is of no use.
   */
  default CompletableFuture<?> probe() {
    return submitText(PROBE);
  }

  /**
   * Decodes an image, to embed parts of it.
   *
   * @param content the image file's bytes
   * @throws ProcessingException EMPTY_IMAGE, UNSUPPORTED_FORMAT, IMAGE_TOO_LARGE or DECODE_FAILED
   */
  DecodedImage decode(byte[] content) throws ProcessingException;

  /**
   * Begins to embed a part of an image, as {@link #submitImage(byte[])} would an image file with
   * these pixels. Encoders that do not batch do all of it at once.
   *
   * @param image the whole image
   * @param area the part; lies in the image
   * @return fails with INFERENCE_FAILED; see {@link #await}
   */
  CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area);

  @Override
  void close();

  /** An image or text that is embedded, or will be. */
  @FunctionalInterface
  interface Encoding<T> {
    /**
     * Waits for it.
     *
     * @throws ProcessingException as {@code encode…} does
     */
    T await() throws ProcessingException;

    /** Whether it has begun and is not done, so that who asks for it would wait for others. */
    default boolean isUnderWay() {
      return false;
    }

    /** One that was submitted. */
    static <T> Encoding<T> underWay(CompletableFuture<T> submitted) {
      return new Encoding<>() {
        @Override
        public T await() throws ProcessingException {
          return Encoder.await(submitted);
        }

        @Override
        public boolean isUnderWay() {
          return !submitted.isDone();
        }
      };
    }
  }

  /**
   * Waits for what was submitted.
   *
   * @throws ProcessingException as {@code encode…} does
   */
  static <T> T await(CompletableFuture<T> submitted) throws ProcessingException {
    try {
      return submitted.get();
    } catch (ExecutionException failed) {
      throw rethrown(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an embedding", interrupted);
    }
  }

  private static ProcessingException rethrown(Throwable cause) throws ProcessingException {
    if (cause instanceof ProcessingException failure) {
      return failure;
    }
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error failure) {
      throw failure;
    }
    throw new IllegalStateException(cause);
  }

  /** What is done at once, as if it had been submitted. */
  static <T> CompletableFuture<T> begun(Encoding<T> encoding) {
    try {
      return CompletableFuture.completedFuture(encoding.await());
    } catch (ProcessingException | RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }
}
