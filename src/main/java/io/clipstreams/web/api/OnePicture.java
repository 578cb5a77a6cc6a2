package io.clipstreams.web.api;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.web.ProblemException;
import java.util.List;
import java.util.Optional;

/** The one image that a request is about. */
sealed interface OnePicture {
  /** Its embedding. */
  float[] vector(Encoder encoder, Catalog catalog) throws ProcessingException;

  /** An image that was sent. */
  record SentFile(Picture picture) implements OnePicture {
    @Override
    public float[] vector(Encoder encoder, Catalog catalog) throws ProcessingException {
      return encoder.encodeImage(picture.bytes()).vector();
    }
  }

  /** An image that the stream holds. */
  record HeldImage(String imageId) implements OnePicture {
    @Override
    public float[] vector(Encoder encoder, Catalog catalog) {
      return Held.image(catalog, imageId);
    }
  }

  /**
   * The one of these.
   *
   * @throws ProblemException if there is none, or more
   */
  static OnePicture of(List<Picture> sent, Optional<String> imageId) {
    if (sent.size() + (imageId.isPresent() ? 1 : 0) != 1) {
      throw ProblemException.badRequest(
          "exactly one image is needed: its file, or the 'imageId' of one that the stream holds");
    }
    return imageId.isPresent() ? new HeldImage(imageId.get()) : new SentFile(sent.get(0));
  }
}
