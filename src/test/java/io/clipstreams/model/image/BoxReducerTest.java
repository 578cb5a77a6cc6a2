package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxReducerTest {
  private final Random random = new Random(3);

  @Test
  void eachPixelIsTheMeanOfItsSquare() {
    for (int round = 0; round < 200; round++) {
      DecodedImage image = noise(1 + random.nextInt(60), 1 + random.nextInt(60));
      int factor = 1 + random.nextInt(Math.min(image.width(), image.height()));
      DecodedImage reduced = BoxReducer.reduce(image, factor);
      assertThat(reduced.width()).isEqualTo(image.width() / factor);
      assertThat(reduced.height()).isEqualTo(image.height() / factor);
      for (int i = 0; i < reduced.rgb().length; i++) {
        int x = i / 3 % reduced.width();
        int y = i / 3 / reduced.width();
        assertThat(reduced.rgb()[i] & 255)
            .as("value %d of %d x %d by %d", i, image.width(), image.height(), factor)
            .isEqualTo(mean(image, x * factor, y * factor, factor, i % 3));
      }
    }
  }

  /** More rows of white than the sums of a pass can hold. */
  @Test
  void sumsOfManyRowsDoNotOverflow() {
    byte[] white = new byte[3 * 600 * 700];
    Arrays.fill(white, (byte) 255);
    DecodedImage reduced = BoxReducer.reduce(new DecodedImage(600, 700, "image/png", white), 600);
    assertThat(reduced.rgb()).containsOnly(255);
    DecodedImage image = noise(600, 700);
    for (int i = 0; i < 3; i++) {
      assertThat(BoxReducer.reduce(image, 600).rgb()[i] & 255).isEqualTo(mean(image, 0, 0, 600, i));
    }
  }

  private static int mean(DecodedImage image, int left, int top, int side, int channel) {
    long sum = 0;
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        sum += image.rgb()[3 * (y * image.width() + x) + channel] & 255;
      }
    }
    return (int) Math.floor((double) sum / (side * side) + 0.5);
  }

  @Test
  void refusesAFactorThatLeavesNothing() {
    DecodedImage image = noise(4, 3);
    assertThatIllegalArgumentException().isThrownBy(() -> BoxReducer.reduce(image, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> BoxReducer.reduce(image, 0));
  }

  private DecodedImage noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    random.nextBytes(rgb);
    return new DecodedImage(width, height, "image/png", rgb);
  }
}
