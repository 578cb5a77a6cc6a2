package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImagePreprocessor;
import io.clipstreams.model.image.PreprocessorConfig;
import io.clipstreams.model.image.Thumbnailer;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Optional;

/**
 * What happens to an image before a model sees it. All steps must be safe for use by several
 * threads.
 *
 * @param decode a file's bytes to an upright image
 * @param preprocess an image to the model's pixels
 * @param thumbnail an image to a small JPEG
 */
public record ImageSteps(Decode decode, Preprocess preprocess, Thumbnail thumbnail) {
  public ImageSteps {
    Objects.requireNonNull(decode, "decode");
    Objects.requireNonNull(preprocess, "preprocess");
    Objects.requireNonNull(thumbnail, "thumbnail");
  }

  /** The steps as the reference takes them. */
  public static ImageSteps of(
      ImageDecoder decoder, PreprocessorConfig preprocessing, Thumbnailer thumbnailer) {
    return new ImageSteps(
        decoder::decode, new ImagePreprocessor(preprocessing)::preprocess, thumbnailer::thumbnail);
  }

  /** Reads an image file. */
  @FunctionalInterface
  public interface Decode {
    /**
     * Decodes an image.
     *
     * @throws ProcessingException EMPTY_IMAGE, UNSUPPORTED_FORMAT, IMAGE_TOO_LARGE or DECODE_FAILED
     */
    DecodedImage decode(byte[] content) throws ProcessingException;
  }

  /** Writes pixels as the model wants them. */
  @FunctionalInterface
  public interface Preprocess {
    /** Writes one [3, height, width] slot at the buffer's position, which it moves on. */
    void preprocess(DecodedImage image, FloatBuffer target);
  }

  /** Makes thumbnails. */
  @FunctionalInterface
  public interface Thumbnail {
    /** A JPEG of the image, if thumbnails are wanted. */
    Optional<byte[]> of(DecodedImage image);
  }
}
