package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An image between decoding and the model. An image that takes more memory than there is fails as
 * too large, and nothing else does.
 *
 * @param steps what happens to it
 * @param fileBytes size of its file
 * @param image as displayed
 * @param thumbnail a small JPEG, if wanted
 */
record PreparedImage(
    ImageSteps steps, int fileBytes, DecodedImage image, Optional<byte[]> thumbnail) {
  PreparedImage {
    Objects.requireNonNull(steps, "steps");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(thumbnail, "thumbnail");
  }

  /**
   * Decodes; this calls native code.
   *
   * @throws ProcessingException EMPTY_IMAGE, UNSUPPORTED_FORMAT, IMAGE_TOO_LARGE or DECODE_FAILED
   */
  static PreparedImage decode(ImageSteps steps, byte[] content) throws ProcessingException {
    return withinHeap(
        content.length,
        () -> {
          DecodedImage image = steps.decode().decode(content);
          return new PreparedImage(steps, content.length, image, steps.thumbnail().of(image));
        });
  }

  /**
   * Writes the model's pixels at the buffer's position.
   *
   * @throws ProcessingException IMAGE_TOO_LARGE
   */
  void writePixels(FloatBuffer target) throws ProcessingException {
    withinHeap(
        fileBytes,
        () -> {
          steps.preprocess().preprocess(image, target);
          return target;
        });
  }

  /** With its embedding; keeps nothing of the pixels. */
  Row row(WorkId id, CompletableFuture<EncodedImage> encoded) {
    String mediaType = image.mediaType();
    int width = image.width();
    int height = image.height();
    Optional<byte[]> small = thumbnail;
    return Row.completing(
        id, encoded, vector -> new EncodedImage(vector, mediaType, width, height, small));
  }

  EncodedImage encoded(float[] vector) {
    return new EncodedImage(vector, image.mediaType(), image.width(), image.height(), thumbnail);
  }

  private static <T> T withinHeap(int fileBytes, NativeWork.Task<T, ProcessingException> step)
      throws ProcessingException {
    try {
      return step.run();
    } catch (OutOfMemoryError tooLarge) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "the image of %d bytes needs more memory than the heap of %d MiB has to spare: raise -Xmx, or"
                  .formatted(fileBytes, Runtime.getRuntime().maxMemory() >> 20)
              + " lower clip.image.max.pixels",
          tooLarge);
    }
  }
}
