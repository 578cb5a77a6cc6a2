package io.clipstreams.web.api;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * An image file as it was sent.
 *
 * @param name what the answer calls it: the file's name, or where it stood in the request
 * @param bytes not copied
 */
record Picture(String name, byte[] bytes) {
  Picture {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bytes, "bytes");
  }

  /**
   * Embeds pictures together.
   *
   * @throws ProcessingException as {@link Encoder#encodeImage(byte[])}, naming which of several
   */
  static List<EncodedImage> encode(Encoder encoder, List<Picture> pictures)
      throws ProcessingException {
    List<CompletableFuture<EncodedImage>> begun = new ArrayList<>();
    for (Picture picture : pictures) {
      begun.add(encoder.submitImage(picture.bytes()));
    }
    List<EncodedImage> encoded = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      encoded.add(pictures.get(i).await(begun.get(i), pictures.size() > 1));
    }
    return encoded;
  }

  private EncodedImage await(CompletableFuture<EncodedImage> begun, boolean oneOfSeveral)
      throws ProcessingException {
    try {
      return Encoder.await(begun);
    } catch (ProcessingException failure) {
      throw oneOfSeveral
          ? new ProcessingException(failure.code(), name + ": " + failure.getMessage(), failure)
          : failure;
    }
  }
}
