package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.TestModel;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.text.TextLimits;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectEncoderTest {
  @TempDir private Path dir;
  private ClipModel model;
  private DirectEncoder encoder;

  @BeforeEach
  void load() {
    model = TestModel.generated(dir, "vision_square_root", "text_masked").load();
    ImageSteps steps =
        new ImageSteps(
            DirectEncoderTest::decode,
            DirectEncoderTest::preprocess,
            image -> Optional.of(new byte[] {image.rgb()[0]}));
    encoder = new DirectEncoder(model, steps, new TextLimits(100));
  }

  @AfterEach
  void close() {
    encoder.close();
  }

  /** Images of one byte: their grey. */
  private static DecodedImage decode(byte[] content) throws ProcessingException {
    if (content.length == 0) {
      throw new ProcessingException(FailureCode.EMPTY_IMAGE, "no bytes");
    }
    return new DecodedImage(1, 1, "image/grey", new byte[] {content[0], content[0], content[0]});
  }

  private static void preprocess(DecodedImage image, FloatBuffer target) {
    for (int i = 0; i < 3 * 16 * 16; i++) {
      target.put(image.rgb()[0] * (i + 1) / 768f);
    }
  }

  private FailureCode imageFailure(byte... content) {
    return catchThrowableOfType(ProcessingException.class, () -> encoder.encodeImage(content))
        .code();
  }

  private FailureCode textFailure(String text) {
    return catchThrowableOfType(ProcessingException.class, () -> encoder.encodeText(text)).code();
  }

  @Test
  void embedsAnImageAndSaysWhatItLearned() throws Exception {
    EncodedImage image = encoder.encodeImage(new byte[] {7});
    FloatBuffer pixels = model.newPixelBuffer(1);
    preprocess(decode(new byte[] {7}), pixels);
    assertThat(image.vector()).isEqualTo(model.embedImages(pixels.flip(), 1).row(0));
    assertThat(image.mediaType()).isEqualTo("image/grey");
    assertThat(image.width()).isEqualTo(1);
    assertThat(image.height()).isEqualTo(1);
    assertThat(image.thumbnail()).hasValueSatisfying(jpeg -> assertThat(jpeg).containsExactly(7));
  }

  @Test
  void embedsATextAndCountsItsTokens() throws Exception {
    EncodedText text = encoder.encodeText("a dog on the beach");
    assertThat(text.vector()).hasSize(24);
    assertThat(text.tokens()).isEqualTo(7);
    assertThat(text.truncated()).isFalse();
    EncodedText longer = encoder.encodeText("a dog and a cat and a bird and a horse and a car");
    assertThat(longer.tokens()).isEqualTo(16);
    assertThat(longer.truncated()).isTrue();
  }

  @Test
  void failuresHaveTheirCodes() {
    assertThat(imageFailure()).isEqualTo(FailureCode.EMPTY_IMAGE);
    assertThat(imageFailure((byte) 0)).isEqualTo(FailureCode.INFERENCE_FAILED);
    assertThat(imageFailure((byte) -7)).isEqualTo(FailureCode.INFERENCE_FAILED);
    assertThat(textFailure(" \u00A0\n")).isEqualTo(FailureCode.EMPTY_TEXT);
    assertThat(textFailure("a".repeat(101))).isEqualTo(FailureCode.TEXT_TOO_LARGE);
  }

  @Test
  void aFailureDoesNotSpoilTheBufferForTheNext() throws Exception {
    float[] before = encoder.encodeImage(new byte[] {7}).vector();
    imageFailure((byte) -7);
    assertThat(encoder.encodeImage(new byte[] {7}).vector()).isEqualTo(before);
  }

  @Test
  void isSafeForSeveralThreads() throws Exception {
    List<float[]> expected = new ArrayList<>();
    for (byte grey = 1; grey <= 8; grey++) {
      expected.add(encoder.encodeImage(new byte[] {grey}).vector());
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    byte grey = (byte) (i % 8 + 1);
                    assertThat(encoder.encodeImage(new byte[] {grey}).vector())
                        .isEqualTo(expected.get(grey - 1));
                  }
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
