package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.scoring.Vectors;
import java.util.Objects;

/**
 * An encoder whose unexpected exceptions, and whose zero or non-finite vectors, are failures of the
 * one image or text: nothing else is harmed, and no NaN reaches a topic.
 */
public final class CheckedEncoder implements Encoder {
  private final Encoder encoder;

  public CheckedEncoder(Encoder encoder) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    EncodedImage image;
    try {
      image = encoder.encodeImage(content);
    } catch (RuntimeException failure) {
      throw failed("image", failure);
    }
    requireUsable(image.vector(), "image");
    return image;
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    EncodedText encoded;
    try {
      encoded = encoder.encodeText(text);
    } catch (RuntimeException failure) {
      throw failed("text", failure);
    }
    requireUsable(encoded.vector(), "text");
    return encoded;
  }

  @Override
  public void close() {
    encoder.close();
  }

  private static ProcessingException failed(String what, RuntimeException failure) {
    return new ProcessingException(
        FailureCode.INFERENCE_FAILED, "the model failed on the " + what + ": " + failure, failure);
  }

  private static void requireUsable(float[] vector, String what) throws ProcessingException {
    double norm = Vectors.norm(vector);
    if (norm == 0 || !Double.isFinite(norm)) {
      throw new ProcessingException(
          FailureCode.INFERENCE_FAILED,
          "the model's embedding of the %s has length %s: no direction to compare"
              .formatted(what, norm));
    }
  }
}
