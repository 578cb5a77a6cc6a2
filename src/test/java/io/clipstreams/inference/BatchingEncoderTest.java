package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.TestModel;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.text.TextLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatchingEncoderTest {
  private static final int SLOT = 3 * 16 * 16;
  private static final byte DECODING_WAITS = 100;
  private static final byte TOO_LARGE = 101;
  private static final byte UNPREPARABLE = 102;

  @TempDir private Path dir;
  private final CountDownLatch decoding = new CountDownLatch(1);
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private ClipModel clip;
  private GatedModel model;
  private BatchingEncoder encoder;
  private CompletableFuture<EncodedImage> first;

  @BeforeEach
  void load() {
    clip = TestModel.generated(dir, "vision_square_root", "text_masked").load();
    model = new GatedModel(BatchModel.of(clip));
    encoder = encoder(Duration.ofSeconds(30));
  }

  private BatchingEncoder encoder(Duration linger) {
    return encoder(linger, 1);
  }

  private BatchingEncoder encoder(Duration linger, int runs) {
    return new BatchingEncoder(
        model,
        new ImageSteps(
            this::decode,
            BatchingEncoderTest::preprocess,
            image -> Optional.of(new byte[] {image.rgb()[0]})),
        new TextLimits(100),
        new BatchLimits(4, 4 * 12, linger, 2, runs, 0),
        CrashJournal.inMemory(),
        meters);
  }

  @AfterEach
  void close() {
    model.open();
    decoding.countDown();
    encoder.close();
  }

  /** Images of one byte: their grey. */
  private DecodedImage decode(byte[] content) throws ProcessingException {
    if (content.length == 0) {
      throw new ProcessingException(FailureCode.EMPTY_IMAGE, "no bytes");
    }
    if (content[0] == TOO_LARGE) {
      throw new OutOfMemoryError("as a decoder throws it");
    }
    if (content[0] == DECODING_WAITS) {
      try {
        decoding.await();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }
    return new DecodedImage(1, 1, "image/grey", new byte[] {content[0], content[0], content[0]});
  }

  private static void preprocess(DecodedImage image, FloatBuffer target) {
    if (image.rgb()[0] == UNPREPARABLE) {
      throw new IllegalStateException("cannot be prepared");
    }
    for (int i = 0; i < SLOT; i++) {
      target.put(image.rgb()[0] * (i + 1) / 768f);
    }
  }

  private float[] alone(int grey) throws Exception {
    FloatBuffer pixels = clip.newPixelBuffer(1);
    preprocess(new DecodedImage(1, 1, "", new byte[] {(byte) grey, 0, 0}), pixels);
    return clip.embedImages(pixels.flip(), 1).row(0);
  }

  private List<CompletableFuture<EncodedImage>> submit(int... greys) {
    List<CompletableFuture<EncodedImage>> submitted = new ArrayList<>();
    for (int grey : greys) {
      submitted.add(encoder.submitImage(new byte[] {(byte) grey}));
    }
    return submitted;
  }

  private static FailureCode failure(CompletableFuture<?> submitted) {
    return catchThrowableOfType(ProcessingException.class, () -> Encoder.await(submitted)).code();
  }

  /** Keeps the model busy with one image, so that what comes meanwhile shares batches. */
  private void occupy() {
    model.shut();
    first = encoder.submitImage(new byte[] {1});
    await().until(() -> model.runs().size() == 1);
  }

  private void awaitQueue(double depth) {
    await().until(() -> meters.get("clip.inference.queue").gauge().value() == depth);
  }

  @Test
  void imagesShareBatchesAndKeepTheirVectors() throws Exception {
    occupy();
    List<CompletableFuture<EncodedImage>> submitted = submit(2, 3, 4, 5, 6, 7, 8, 9, 10);
    awaitQueue(8);
    model.open();
    for (int i = 0; i < submitted.size(); i++) {
      EncodedImage image = Encoder.await(submitted.get(i));
      assertThat(image.vector()).containsExactly(alone(i + 2), within(1e-5f));
      assertThat(image.mediaType()).isEqualTo("image/grey");
      assertThat(image.thumbnail()).hasValue(new byte[] {(byte) (i + 2)});
    }
    assertThat(model.runs()).containsExactly("1 images", "4 images", "4 images", "1 images");
    assertThat(meters.get("clip.inference.batch.size").tag("kind", "image").summary().totalAmount())
        .isEqualTo(10);
  }

  @Test
  void eachImageFailsAlone() throws Exception {
    occupy();
    List<CompletableFuture<EncodedImage>> submitted = submit(2, -7, UNPREPARABLE, 5);
    CompletableFuture<EncodedImage> empty = encoder.submitImage(new byte[0]);
    CompletableFuture<EncodedImage> tooLarge = encoder.submitImage(new byte[] {TOO_LARGE});
    assertThat(failure(empty)).isEqualTo(FailureCode.EMPTY_IMAGE);
    assertThat(failure(tooLarge)).isEqualTo(FailureCode.IMAGE_TOO_LARGE);
    model.open();
    assertThat(Encoder.await(submitted.get(0)).vector()).containsExactly(alone(2), within(1e-5f));
    assertThat(failure(submitted.get(1))).isEqualTo(FailureCode.INFERENCE_FAILED);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Encoder.await(submitted.get(2)))
        .withMessage("cannot be prepared");
    assertThat(Encoder.await(submitted.get(3)).vector()).containsExactly(alone(5), within(1e-5f));
  }

  @Test
  void aBatchOfFailuresAloneDoesNotHoldUpTheNext() throws Exception {
    for (CompletableFuture<EncodedImage> each :
        submit(UNPREPARABLE, UNPREPARABLE, UNPREPARABLE, UNPREPARABLE, UNPREPARABLE)) {
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> Encoder.await(each));
    }
    assertThat(encoder.encodeImage(new byte[] {7}).vector())
        .containsExactly(alone(7), within(1e-5f));
  }

  @Test
  void whatIsReadyGoesAtOnceWhenNothingElseIsBeingDecoded() throws Exception {
    long start = System.nanoTime();
    encoder.encodeImage(new byte[] {7});
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aReadyImageWaitsForOthersThatAreBeingDecoded() throws Exception {
    CompletableFuture<EncodedImage> slow = submit(DECODING_WAITS).get(0);
    CompletableFuture<EncodedImage> quick = submit(7).get(0);
    awaitQueue(1);
    assertThat(model.runs()).isEmpty();
    decoding.countDown();
    Encoder.await(slow);
    Encoder.await(quick);
    assertThat(model.runs()).containsExactly("2 images");
  }

  @Test
  void butNotLongerThanTheLinger() throws Exception {
    useAnother(Duration.ofMillis(20), 1);
    CompletableFuture<EncodedImage> slow = submit(DECODING_WAITS).get(0);
    Encoder.await(submit(7).get(0));
    assertThat(slow).isNotDone();
    assertThat(model.runs()).containsExactly("1 images");
  }

  private void useAnother(Duration linger, int runs) {
    encoder.close();
    clip = TestModel.generated(dir.resolve("again"), "vision_square_root", "text_masked").load();
    model = new GatedModel(BatchModel.of(clip));
    encoder = encoder(linger, runs);
  }

  @Test
  void asManyBatchesRunAtOnceAsMay() throws Exception {
    useAnother(Duration.ofSeconds(30), 2);
    model.shut();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int run = 1; run <= 2; run++) {
      int begun = run;
      all.add(encoder.submitText("a dog"));
      await().until(() -> model.runs().size() == begun);
    }
    all.add(encoder.submitText("a cat"));
    awaitQueue(1);
    assertThat(model.runs()).hasSize(2);
    model.open();
    for (CompletableFuture<?> each : all) {
      Encoder.await(each);
    }
  }

  @Test
  void theLastOfWhatWaitsIsSharedOutAmongIdleRuns() throws Exception {
    useAnother(Duration.ofSeconds(30), 2);
    List<CompletableFuture<EncodedImage>> submitted = submit(DECODING_WAITS, 2, 3, 4);
    awaitQueue(3);
    model.shut();
    decoding.countDown();
    await().until(() -> model.runs().size() == 2);
    model.open();
    for (int i = 1; i < submitted.size(); i++) {
      assertThat(Encoder.await(submitted.get(i)).vector())
          .containsExactly(alone(i + 1), within(1e-5f));
    }
    Encoder.await(submitted.get(0));
    assertThat(model.runs()).containsExactly("2 images", "2 images");
  }

  @Test
  void buffersAreFilledAgainWhenAllTheirPartsAreRead() throws Exception {
    useAnother(Duration.ofMillis(1), 2);
    for (int round = 0; round < 50; round++) {
      List<CompletableFuture<EncodedImage>> submitted = submit(2, 3, UNPREPARABLE, 5, 6, 7, -7, 9);
      assertThat(failure(submitted.get(6))).isEqualTo(FailureCode.INFERENCE_FAILED);
      for (int place : new int[] {0, 1, 3, 4, 5, 7}) {
        assertThat(Encoder.await(submitted.get(place)).vector())
            .containsExactly(alone(place + 2), within(1e-5f));
      }
    }
  }

  @Test
  void textsShareBatchesByLengthAndKeepTheirVectors() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      texts.add("a dog" + " and a cat".repeat(i % 3));
    }
    List<float[]> expected = new ArrayList<>();
    for (String text : texts) {
      expected.add(clip.embedTexts(List.of(clip.tokenizer().tokenize(text))).row(0));
    }
    occupy();
    List<CompletableFuture<EncodedText>> submitted =
        texts.stream().map(encoder::submitText).toList();
    model.open();
    for (int i = 0; i < texts.size(); i++) {
      EncodedText text = Encoder.await(submitted.get(i));
      assertThat(text.vector()).containsExactly(expected.get(i), within(1e-5f));
      assertThat(text.tokens()).isEqualTo(4 + 3 * (i % 3));
    }
    assertThat(model.runs()).hasSizeLessThan(1 + texts.size());
  }

  @Test
  void imagesAndTextsTakeTurns() throws Exception {
    occupy();
    List<CompletableFuture<?>> all = new ArrayList<>(submit(1, 2, 3, 4, 5, 6, 7, 8));
    for (int i = 0; i < 30; i++) {
      all.add(encoder.submitText("a dog"));
    }
    awaitQueue(38);
    model.open();
    for (CompletableFuture<?> each : all) {
      Encoder.await(each);
    }
    assertThat(model.runs().subList(1, 5))
        .containsExactly("12 texts", "4 images", "12 texts", "4 images");
  }

  @Test
  void whatTheModelThrowsReachesThoseOfTheBatchAndNobodyElse() throws Exception {
    occupy();
    model.failNext(new IllegalStateException("the device is gone"));
    model.open();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Encoder.await(first))
        .withMessage("the device is gone");
    assertThat(encoder.encodeText("a dog").vector()).hasSize(24);
  }

  @Test
  void saysWhatItLearnedOfAnImageAndAText() throws Exception {
    EncodedImage image = encoder.encodeImage(new byte[] {7});
    assertThat(image.width()).isEqualTo(1);
    assertThat(image.height()).isEqualTo(1);
    EncodedText text = encoder.encodeText("a dog on the beach");
    assertThat(text.tokens()).isEqualTo(7);
    assertThat(text.truncated()).isFalse();
    EncodedText longer = encoder.encodeText("a dog and a cat and a bird and a horse and a car");
    assertThat(longer.tokens()).isEqualTo(16);
    assertThat(longer.truncated()).isTrue();
  }

  @Test
  void aFailureDoesNotSpoilTheSlotForTheNext() throws Exception {
    for (byte failing : new byte[] {0, -7}) {
      assertThat(failure(encoder.submitImage(new byte[] {failing})))
          .isEqualTo(FailureCode.INFERENCE_FAILED);
      assertThat(encoder.encodeImage(new byte[] {7}).vector())
          .containsExactly(alone(7), within(1e-5f));
    }
  }

  @Test
  void isSafeForSeveralThreads() throws Exception {
    List<float[]> expected = new ArrayList<>();
    for (int grey = 1; grey <= 8; grey++) {
      expected.add(alone(grey));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    float[] vector = encoder.encodeImage(new byte[] {(byte) (i % 8 + 1)}).vector();
                    assertThat(vector).containsExactly(expected.get(i % 8), within(1e-5f));
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

  @Test
  void failuresOfTextsHaveTheirCodes() {
    assertThat(failure(encoder.submitText(" \u00A0\n"))).isEqualTo(FailureCode.EMPTY_TEXT);
    assertThat(failure(encoder.submitText("a".repeat(101)))).isEqualTo(FailureCode.TEXT_TOO_LARGE);
  }

  @Test
  void closingFailsWhatWaitsAsNobodysFault() {
    occupy();
    List<CompletableFuture<EncodedImage>> submitted = submit(2, 3);
    CompletableFuture<EncodedText> text = encoder.submitText("a dog");
    awaitQueue(3);
    Encoder checked = new CheckedEncoder(encoder);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(encoder::close);
    for (CompletableFuture<?> each : List.of(submitted.get(0), submitted.get(1), text)) {
      assertThatExceptionOfType(EncoderClosedException.class).isThrownBy(() -> Encoder.await(each));
    }
    assertThatExceptionOfType(EncoderClosedException.class)
        .isThrownBy(() -> checked.encodeImage(new byte[] {7}));
    assertThatExceptionOfType(EncoderClosedException.class)
        .isThrownBy(() -> checked.encodeText("a dog"));
    model.open();
    closing.join();
  }
}
