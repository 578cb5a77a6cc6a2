package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplerTest {
  @ParameterizedTest
  @EnumSource
  void aPartEqualsThatPartOfTheWhole(Interpolation kernel) {
    Random random = new Random(kernel.name().hashCode());
    Resampler resampler = new Resampler(kernel);
    for (int round = 0; round < 200; round++) {
      DecodedImage image = noise(random, 1 + random.nextInt(50), 1 + random.nextInt(50));
      int width = 1 + random.nextInt(60);
      int height = 1 + random.nextInt(60);
      int left = random.nextInt(width);
      int top = random.nextInt(height);
      int columns = 1 + random.nextInt(width - left);
      int rows = 1 + random.nextInt(height - top);
      byte[] whole = resampler.resize(image, width, height);
      byte[] part = new byte[3 * columns * rows];
      Resampler.Part asked = new Resampler.Part(width, height, left, top, columns, rows);
      resampler.resize(image, asked, part, 0, 3 * columns);
      for (int y = 0; y < rows; y++) {
        int from = 3 * ((top + y) * width + left);
        assertThat(Arrays.copyOfRange(part, 3 * y * columns, 3 * (y + 1) * columns))
            .as(asked.toString())
            .isEqualTo(Arrays.copyOfRange(whole, from, from + 3 * columns));
      }
    }
  }

  /** Sizes at which rows and columns are taken in several blocks and windows in several parts. */
  @ParameterizedTest
  @CsvSource({
    "40, 300, 31, 290",
    "300, 40, 290, 31",
    "7, 129, 20, 64",
    "1500, 5, 1400, 4",
    "9000, 2, 3, 1",
    "2, 9000, 1, 3",
    "3000, 400, 7, 5",
    "4, 4, 300, 300",
    "1, 1, 5, 3",
  })
  void equalsSummingUpPixelByPixel(int width, int height, int newWidth, int newHeight) {
    DecodedImage image = noise(new Random(width), width, height);
    byte[] resized = new Resampler(Interpolation.BICUBIC).resize(image, newWidth, newHeight);
    boolean verticalFirst = height - newHeight > Math.max(0, 2 * (width - newWidth));
    int[] samples = new int[image.rgb().length];
    Arrays.setAll(samples, i -> image.rgb()[i] & 255);
    int[] expected =
        verticalFirst
            ? pass(pass(samples, width, height, newHeight, false), width, newHeight, newWidth, true)
            : pass(
                pass(samples, width, height, newWidth, true), newWidth, height, newHeight, false);
    for (int i = 0; i < expected.length; i++) {
      assertThat(resized[i] & 255).as("sample %d", i).isEqualTo(expected[i]);
    }
  }

  private static int[] pass(int[] samples, int width, int height, int size, boolean horizontal) {
    ResampleWeights weights = new ResampleWeights(Interpolation.BICUBIC);
    weights.prepare(horizontal ? width : height, size, 0, size);
    int newWidth = horizontal ? size : width;
    int newHeight = horizontal ? height : size;
    int[] result = new int[3 * newWidth * newHeight];
    for (int i = 0; i < result.length; i++) {
      int x = i / 3 % newWidth;
      int y = i / 3 / newWidth;
      int index = horizontal ? x : y;
      int at = weights.at(index);
      long sum = 1 << (ResampleWeights.PRECISION - 1);
      for (int k = 0; k < weights.taps(index); k++) {
        int tap = weights.first(index) + k;
        int pixel = horizontal ? y * width + tap : tap * width + x;
        sum += (long) weights.weights()[at + k] * samples[3 * pixel + i % 3];
      }
      result[i] = (int) Math.max(0, Math.min(255, sum >> ResampleWeights.PRECISION));
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void oneColourStaysThatColour(Interpolation kernel) {
    Random random = new Random(9);
    for (int round = 0; round < 50; round++) {
      byte colour = (byte) random.nextInt(256);
      byte[] rgb = new byte[3 * 31 * 17];
      Arrays.fill(rgb, colour);
      DecodedImage image = new DecodedImage(31, 17, "image/png", rgb);
      byte[] resized =
          new Resampler(kernel).resize(image, 1 + random.nextInt(80), 1 + random.nextInt(80));
      assertThat(resized).containsOnly(colour);
    }
  }

  @Test
  void aLineOfMillionsOfPixelsNeedsNoStoredWeights() {
    int length = 3_000_000;
    byte[] rgb = new byte[3 * length];
    for (int i = 0; i < length; i++) {
      // A ramp from 0 to 255 along the line.
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) (256L * i / length));
    }
    byte[] resized =
        new Resampler(Interpolation.BICUBIC)
            .resize(new DecodedImage(1, length, "image/png", rgb), 2, 64);
    for (int y = 1; y < 63; y++) {
      assertThat(resized[6 * y] & 255).isBetween(4 * y + 1, 4 * y + 2);
    }
  }

  @Test
  void refusesPartsOutsideTheImage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resampler.Part(10, 10, 5, 0, 6, 10))
        .withMessage("6 x 10 pixels at 5, 0 of an image of 10 x 10");
    assertThatIllegalArgumentException().isThrownBy(() -> new Resampler.Part(10, 10, 0, -1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Resampler.Part(10, 10, 0, 0, 0, 1));
  }

  private static DecodedImage noise(Random random, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    random.nextBytes(rgb);
    return new DecodedImage(width, height, "image/png", rgb);
  }
}
