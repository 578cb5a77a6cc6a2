package io.clipstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import io.clipstreams.model.text.SpecialTokens;
import io.clipstreams.model.text.TextTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeneratorsTest {
  private static final Path TOKENIZER =
      Path.of("src/test/resources/models/tiny-clip/tokenizer.json");
  private final ImageDecoder decoder =
      new ImageDecoder(ImageLimits.DEFAULT, AlphaPolicy.DROP, Grey16Policy.CLIP);

  @Test
  void smallPicturesAreDistinctFilesOfAboutThirtyKilobytes() throws Exception {
    Pictures pictures = new Pictures(PictureSize.SMALL, 4, 1);
    byte[] first = pictures.file(0);
    assertThat(first.length).isBetween(24_000, 36_000);
    DecodedImage image = decoder.decode(first);
    assertThat(image.width()).isEqualTo(PictureSize.SMALL.width());
    assertThat(image.height()).isEqualTo(PictureSize.SMALL.height());
    assertThat(image.rgb()).isNotEqualTo(decoder.decode(pictures.file(1)).rgb());
    // Beyond the distinct ones the pixels come again, never the bytes.
    assertThat(image.rgb()).isEqualTo(decoder.decode(pictures.file(4)).rgb());
    assertThat(first).isNotEqualTo(pictures.file(4));
  }

  @Test
  void picturesAreSeeded() {
    assertThat(new Pictures(PictureSize.SMALL, 2, 5).file(1))
        .isEqualTo(new Pictures(PictureSize.SMALL, 2, 5).file(1))
        .isNotEqualTo(new Pictures(PictureSize.SMALL, 2, 6).file(1));
  }

  @Test
  void photographsHaveAboutTwelveMegapixels() throws Exception {
    DecodedImage photo = decoder.decode(new Pictures(PictureSize.PHOTO, 1, 1).file(0));
    assertThat(photo.width() * photo.height()).isBetween(11_500_000, 12_500_000);
  }

  @Test
  void captionsAreDistinctAndSeeded() {
    CaptionTexts texts = new CaptionTexts(1);
    assertThat(IntStream.range(0, 200_000).mapToObj(texts::text).collect(Collectors.toSet()))
        .hasSize(200_000);
    assertThat(texts.text(7)).isEqualTo(new CaptionTexts(1).text(7));
    assertThat(texts.text(7)).isNotEqualTo(new CaptionTexts(2).text(7));
  }

  @Test
  void captionsHaveFiveToTwentyTokens() {
    try (TextTokenizer tokenizer =
        TextTokenizer.open(
            TOKENIZER, OptionalInt.of(77), OptionalInt.empty(), SpecialTokens.PARSE)) {
      CaptionTexts texts = new CaptionTexts(1);
      int[] lengths =
          IntStream.range(0, 2_000)
              .map(number -> tokenizer.tokenize(texts.text(number)).count())
              .toArray();
      assertThat(Arrays.stream(lengths).min()).hasValue(5);
      assertThat(Arrays.stream(lengths).max()).hasValue(20);
    }
  }

  @Test
  void theCostFreeEncoderTellsContentsApart() {
    try (CostFreeEncoder encoder = new CostFreeEncoder()) {
      float[] vector = encoder.encodeText("a dog").vector();
      assertThat(vector).hasSize(512).isEqualTo(encoder.encodeText("a dog").vector());
      assertThat(vector).isNotEqualTo(encoder.encodeText("a cat").vector());
    }
  }
}
