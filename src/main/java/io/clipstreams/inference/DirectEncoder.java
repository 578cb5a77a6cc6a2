package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.text.TextLimits;
import io.clipstreams.model.text.Tokens;
import io.clipstreams.scoring.PatchGrid;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Embeds one image or text at a time, on the caller's thread. Safe for use by several threads;
 * closing it closes the model.
 */
public final class DirectEncoder implements Encoder {
  private final ClipModel model;
  private final ImageSteps images;
  private final TextLimits texts;
  private final PixelBuffers buffers;

  /**
   * An encoder that owns a model.
   *
   * @param model the model
   * @param images what happens to images before it
   * @param texts which texts are embedded at all
   */
  public DirectEncoder(ClipModel model, ImageSteps images, TextLimits texts) {
    this.model = Objects.requireNonNull(model, "model");
    this.images = Objects.requireNonNull(images, "images");
    this.texts = Objects.requireNonNull(texts, "texts");
    this.buffers = new PixelBuffers(model, 1);
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    DecodedImage image = decode(content);
    return new EncodedImage(
        embed(image),
        image.mediaType(),
        image.width(),
        image.height(),
        images.thumbnail().of(image));
  }

  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    return images.decode().decode(content);
  }

  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    return Encoder.begun(() -> embed(image.part(area.x(), area.y(), area.width(), area.height())));
  }

  private float[] embed(DecodedImage image) throws ProcessingException {
    FloatBuffer pixels = buffers.take();
    try {
      images.preprocess().preprocess(image, pixels);
      return model.embedImages(pixels.flip(), 1).row(0);
    } finally {
      buffers.giveBack(pixels);
    }
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    texts.check(text);
    Tokens tokens = model.tokenizer().tokenize(text);
    float[] vector = model.embedTexts(List.of(tokens)).row(0);
    return new EncodedText(vector, tokens.count(), tokens.truncated());
  }

  @Override
  public void close() {
    model.close();
  }
}
