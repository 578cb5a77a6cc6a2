package io.clipstreams.model.image;

import io.clipstreams.model.image.PreprocessorConfig.Resize;
import io.clipstreams.model.image.PreprocessorConfig.Size;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.function.ToIntFunction;

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
    long width = resized(image.width(), image.height(), Size::width);
    long height = resized(image.height(), image.width(), Size::height);
    Span columns = Span.of(width, output.width());
    Span rows = Span.of(height, output.height());
    byte[] pixels = new byte[output.width() * output.height() * CHANNELS];
    int stride = output.width() * CHANNELS;
    resampler.resize(
        image,
        new Resampler.Part(width, height, columns.from, rows.from, columns.count, rows.count),
        pixels,
        rows.padding * stride + columns.padding * CHANNELS,
        stride);
    return pixels;
  }

  /**
   * A side after resizing. That of a very narrow image may be thousands of millions of pixels long,
   * of which the cut needs a few.
   */
  private long resized(int side, int other, ToIntFunction<Size> squashed) {
    if (config.resize().isEmpty()) {
      return side;
    }
    if (config.resize().get() instanceof Resize.ShortestEdge shortest) {
      // Cut to whole pixels, not rounded, and multiplied before it is divided: as the reference.
      long edge = shortest.pixels();
      return side <= other ? edge : (long) ((double) (edge * side) / other);
    }
    return squashed.applyAsInt(((Resize.Squash) config.resize().get()).size());
  }

  /**
   * What the cut takes of one side.
   *
   * @param from first pixel taken
   * @param count pixels taken
   * @param padding black pixels before them, where the cut is longer: of an odd rest more goes
   *     there
   */
  private record Span(long from, int count, int padding) {
    static Span of(long side, int cut) {
      return side >= cut
          ? new Span((side - cut) / 2, cut, 0)
          : new Span(0, (int) side, (cut - (int) side + 1) / 2);
    }
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
