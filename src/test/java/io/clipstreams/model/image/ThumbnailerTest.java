package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clipstreams.model.image.codec.JpegEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailerTest {
  private final ImageDecoder decoder = Fixtures.decoder("hf");

  @ParameterizedTest
  @CsvSource({
    "480, 320, 128, 128, 85",
    "320, 480, 128, 85, 128",
    "100, 50, 128, 100, 50",
    "128, 128, 128, 128, 128",
    "3000, 1, 128, 128, 1",
    "1, 1, 1, 1, 1",
  })
  void hasTheConfiguredLongestSideAndIsNeverEnlarged(
      int width, int height, int longest, int expectedWidth, int expectedHeight) throws Exception {
    DecodedImage image = new DecodedImage(width, height, "image/png", new byte[3 * width * height]);
    DecodedImage thumbnail =
        decoder.decode(new Thumbnailer(longest).thumbnail(image).orElseThrow());
    assertThat(thumbnail.mediaType()).isEqualTo("image/jpeg");
    assertThat(thumbnail.width()).isEqualTo(expectedWidth);
    assertThat(thumbnail.height()).isEqualTo(expectedHeight);
  }

  @Test
  void showsTheImageAndIsAlwaysTheSame() throws Exception {
    DecodedImage image = decoder.decode(Fixtures.bytes("preprocessing/images/landscape.png"));
    Thumbnailer thumbnailer = new Thumbnailer(160);
    byte[] file = thumbnailer.thumbnail(image).orElseThrow();
    assertThat(new Thumbnailer(160).thumbnail(image).orElseThrow()).isEqualTo(file);
    DecodedImage thumbnail = decoder.decode(file);
    byte[] sharp =
        new Resampler(Interpolation.BICUBIC).resize(image, thumbnail.width(), thumbnail.height());
    assertThat(Difference.of(thumbnail.rgb(), sharp).mean()).isLessThan(8);
  }

  @Test
  void ofALargeImageLooksAsIfAllOfItWereResampled() throws Exception {
    DecodedImage image = decoder.decode(Fixtures.bytes("preprocessing/images/landscape.png"));
    byte[] pixels = new Resampler(Interpolation.BICUBIC).resize(image, 2_311, 1_607);
    DecodedImage large = new DecodedImage(2_311, 1_607, "image/png", pixels);
    byte[] resampled = new Resampler(Interpolation.BICUBIC).resize(large, 160, 111);
    DecodedImage expected = decoder.decode(JpegEncoder.encode(160, 111, resampled, 0.8f));
    DecodedImage thumbnail = decoder.decode(new Thumbnailer(160).thumbnail(large).orElseThrow());
    Difference difference = Difference.of(thumbnail.rgb(), expected.rgb());
    assertThat(difference.mean()).isLessThan(2);
    assertThat(difference.p99()).isLessThan(10);
  }

  @Test
  void canBeTurnedOff() {
    DecodedImage image = new DecodedImage(1, 1, "image/png", new byte[3]);
    assertThat(new Thumbnailer(0).thumbnail(image)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new Thumbnailer(-1));
  }
}
