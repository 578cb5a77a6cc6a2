package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
