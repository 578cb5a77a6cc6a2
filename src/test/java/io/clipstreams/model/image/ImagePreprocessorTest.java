package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePreprocessorTest {
  /** Sides that are resized to thousands of millions of pixels, of which the crop needs 224. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 1000000", "1000000, 1", "2, 500000", "223, 225"})
  void anyProportionIsCropped(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) 77);
    ImagePreprocessor preprocessor = new ImagePreprocessor(Fixtures.config("{}"));
    byte[] crop = preprocessor.pixels(new DecodedImage(width, height, "image/png", rgb));
    assertThat(crop).hasSize(3 * 224 * 224).containsOnly((byte) 77);
  }

  @Test
  void aCutLargerThanTheImageIsFilledUpWithBlack() {
    byte[] rgb = new byte[3 * 40 * 20];
    Arrays.fill(rgb, (byte) 200);
    PreprocessorConfig config =
        Fixtures.config("{'do_resize': false, 'crop_size': {'height': 25, 'width': 40}}");
    byte[] crop = new ImagePreprocessor(config).pixels(new DecodedImage(40, 20, "image/png", rgb));
    // Five rows are missing: three above and two below.
    assertThat(Arrays.copyOfRange(crop, 0, 120 * 3)).containsOnly((byte) 0);
    assertThat(Arrays.copyOfRange(crop, 120 * 3, 120 * 23)).containsOnly((byte) 200);
    assertThat(Arrays.copyOfRange(crop, 120 * 23, 120 * 25)).containsOnly((byte) 0);
  }

  @Test
  void writesDirectBuffersOneImageAfterAnother() {
    ImagePreprocessor preprocessor = new ImagePreprocessor(Fixtures.config("{}"));
    int count = 3 * 224 * 224;
    FloatBuffer batch =
        ByteBuffer.allocateDirect(8 * count).order(ByteOrder.nativeOrder()).asFloatBuffer();
    DecodedImage black = new DecodedImage(1, 1, "image/png", new byte[3]);
    DecodedImage white = new DecodedImage(1, 1, "image/png", new byte[] {-1, -1, -1});
    preprocessor.preprocess(black, batch);
    assertThat(batch.position()).isEqualTo(count);
    preprocessor.preprocess(white, batch);
    assertThat(batch.hasRemaining()).isFalse();
    assertThat(batch.get(0)).isEqualTo((0f - (float) 0.48145466) / (float) 0.26862954);
    assertThat(batch.get(2 * count - 1)).isEqualTo((1f - (float) 0.40821073) / (float) 0.27577711);
    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(() -> preprocessor.preprocess(white, batch));
  }
}
