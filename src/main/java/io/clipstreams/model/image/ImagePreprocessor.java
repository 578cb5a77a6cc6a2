package io.clipstreams.model.image;

import io.clipstreams.model.image.PreprocessorConfig.Resize;
import io.clipstreams.model.image.PreprocessorConfig.Size;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * From an upright image to the tensor that a model's image tower reads, as Hugging Face's {@code
 * CLIPImageProcessor} does it with Pillow: resize, cut out the centre, rescale, normalise. Safe for
 * use by several threads.
 */
public final class ImagePreprocessor {
  private static final int CHANNELS = 3;
  private static final int SAMPLES = 256;

  private final PreprocessorConfig config;
  private final Resampler resampler;
  private final Size output;
  private final float[][] values;

  /**
   * A preprocessor.
   *
   * @param config what the model wants
   */
  public ImagePreprocessor(PreprocessorConfig config) {
    this.config = Objects.requireNonNull(config, "config");
    this.resampler = new Resampler(config.interpolation());
    this.output = config.outputSize();
    this.values = values(config);
  }

  /** Width of the tensor. */
  public int width() {
    return output.width();
  }

  /** Height of the tensor. */
  public int height() {
    return output.height();
  }

  /**
   * Writes an image's tensor.
   *
   * @param image the image
   * @param target takes [3, height, width] numbers at its position, which moves past them
   */
  public void preprocess(DecodedImage image, FloatBuffer target) {
    byte[] pixels = pixels(image);
    float[] plane = new float[pixels.length / CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      float[] value = values[channel];
      for (int i = 0, source = channel; i < plane.length; i++, source += CHANNELS) {
        plane[i] = value[pixels[source] & 0xFF];
      }
      target.put(plane);
    }
  }

  /**
   * The resized and cut image before it is rescaled.
   *
   * @return {@code height * width * 3} bytes, row by row, red first
   */
  public byte[] pixels(DecodedImage image) {
    Size resized = resizedSize(image);
    int left = Math.floorDiv(resized.width() - output.width(), 2);
    int top = Math.floorDiv(resized.height() - output.height(), 2);
    if (left >= 0 && top >= 0) {
      return resampler.resize(
          image,
          resized.width(),
          resized.height(),
          new Resampler.Part(left, top, output.width(), output.height()));
    }
    return padded(image, resized);
  }

  private Size resizedSize(DecodedImage image) {
    if (config.resize().isEmpty()) {
      return new Size(image.width(), image.height());
    }
    if (config.resize().get() instanceof Resize.ShortestEdge shortest) {
      int edge = shortest.pixels();
      return image.width() <= image.height()
          ? new Size(edge, longSide(edge, image.height(), image.width()))
          : new Size(longSide(edge, image.width(), image.height()), edge);
    }
    return ((Resize.Squash) config.resize().get()).size();
  }

  /** Cut to whole pixels, not rounded, and multiplied before it is divided: as the reference. */
  private static int longSide(int edge, int longSide, int shortSide) {
    double exact = (double) edge * longSide / shortSide;
    if (exact > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels is too narrow to be resized".formatted(longSide, shortSide));
    }
    return (int) exact;
  }

  /** An image smaller than the cut is laid on black; of an odd rest more goes left and above. */
  private byte[] padded(DecodedImage image, Size resized) {
    int width = Math.max(output.width(), resized.width());
    int height = Math.max(output.height(), resized.height());
    int leftPad = (width - resized.width() + 1) / 2;
    int topPad = (height - resized.height() + 1) / 2;
    int left = Math.floorDiv(resized.width() - output.width(), 2) + leftPad;
    int top = Math.floorDiv(resized.height() - output.height(), 2) + topPad;
    byte[] whole = resampler.resize(image, resized.width(), resized.height());
    byte[] result = new byte[output.width() * output.height() * CHANNELS];
    for (int y = 0; y < output.height(); y++) {
      for (int x = 0; x < output.width(); x++) {
        int sourceX = x + left - leftPad;
        int sourceY = y + top - topPad;
        if (sourceX >= 0
            && sourceX < resized.width()
            && sourceY >= 0
            && sourceY < resized.height()) {
          System.arraycopy(
              whole,
              (sourceY * resized.width() + sourceX) * CHANNELS,
              result,
              (y * output.width() + x) * CHANNELS,
              CHANNELS);
        }
      }
    }
    return result;
  }

  /**
   * What becomes of each of the 256 samples of a channel: in single precision where the reference
   * is, so that tensors are equal to the bit.
   */
  private static float[][] values(PreprocessorConfig config) {
    float[][] values = new float[CHANNELS][SAMPLES];
    for (int channel = 0; channel < CHANNELS; channel++) {
      float mean = (float) config.mean().of(channel);
      float std = (float) config.std().of(channel);
      for (int sample = 0; sample < SAMPLES; sample++) {
        float rescaled = (float) (sample * config.rescaleFactor());
        values[channel][sample] = (rescaled - mean) / std;
      }
    }
    return values;
  }
}
