package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Embeds by content: the same content always at the same place, another one elsewhere. Content that
 * begins with "bad", and text that holds it, fails, as a damaged file would.
 */
public final class FakeEncoder implements Encoder {
  public static final int DIMENSION = 8;

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    if (content.length == 0) {
      throw new ProcessingException(FailureCode.EMPTY_IMAGE, "the image has no bytes");
    }
    if (new String(content, StandardCharsets.UTF_8).startsWith("bad")) {
      throw new ProcessingException(FailureCode.DECODE_FAILED, "the image is damaged");
    }
    return new EncodedImage(vector(content), "image/png", 4, 3, Optional.of(new byte[] {1, 2, 3}));
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    if (text.isBlank()) {
      throw new ProcessingException(FailureCode.EMPTY_TEXT, "the text is blank");
    }
    if (text.contains("bad")) {
      throw new ProcessingException(FailureCode.INFERENCE_FAILED, "the model gave no number");
    }
    return new EncodedText(
        vector(text.getBytes(StandardCharsets.UTF_8)), text.length(), text.length() > 20);
  }

  /** Three rows of four pixels that depend on the content. */
  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    encodeImage(content);
    byte[] pixels = new byte[4 * 3 * 3];
    new Random(Arrays.hashCode(content)).nextBytes(pixels);
    return new DecodedImage(4, 3, "image/png", pixels);
  }

  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    return CompletableFuture.completedFuture(
        vector(image.part(area.x(), area.y(), area.width(), area.height()).rgb()));
  }

  public static float[] vector(byte[] content) {
    return vector(Arrays.hashCode(content));
  }

  static float[] vector(int hash) {
    Random random = new Random(hash);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  @Override
  public void close() {}
}
