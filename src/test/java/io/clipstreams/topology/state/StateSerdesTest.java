package io.clipstreams.topology.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstreams.AlertReason;
import io.clipstreams.CaptionStatus;
import io.clipstreams.Verdict;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Deadlines;
import io.clipstreams.topology.state.CaptionState.Judgement;
import io.clipstreams.topology.state.CaptionState.OpenAlert;
import io.clipstreams.topology.state.CaptionState.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class StateSerdesTest {
  private static final int ROUNDS = 500;

  /** What the application wrote before alerts had deadlines, accepted pairs and a basis. */
  private static final String CAPTION_IN_FORMAT_1 =
      "0101000000026931000000056120646f67000000023f19999a3f4ccccd00000004000000000100000004"
          + "73686f70000000056e6f72746800000000000003e8000000010000000574726163650100000002010201"
          + "0000000653434f5245440100000000000000010000000000000002013e80000000003e8000003f000000"
          + "0000000a73696d696c6172697479000000084d49534d4154434801000000000000000300000000000000"
          + "0401000000000000000500000000000000060100000000000000010000000000000002000000084d4953"
          + "4d41544348000000026931000000056120646f67013e80000000003e8000003f0000000000000a73696d"
          + "696c6172697479000000084d49534d415443480000000100000003646f673f0000003f40000000000000"
          + "000007d0";

  /** What it wrote before labels were told from those published. */
  private static final String IMAGE_IN_FORMAT_1 =
      "010000000020000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00000009"
          + "696d6167652f706e670000000400000003000000023f19999a3f4ccccd01000000010900000001000000"
          + "0473686f70000000056e6f72746800000000000003e80000000100000005747261636501000000020102"
          + "0000000100000003646f673f0000003f400000";

  private static final String FAILED_IMAGE_IN_FORMAT_1 = "010100000000000000070000000000000008";

  @Test
  void whatIsWrittenIsRead() {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      requireSame(ImageState.SERDE, image(random));
      requireSame(ImageState.SERDE, new ImageState.Failed(fingerprint(random)));
      requireSame(ImageSummary.SERDE, image(random).summary());
      requireSame(ImageSummary.SERDE, new ImageSummary.Failed(fingerprint(random)));
      requireSame(CaptionLink.SERDE, new CaptionLink(text(random), fingerprint(random)));
      requireSame(CaptionState.SERDE, caption(random));
      requireSame(CaptionState.SERDE, CaptionState.unknown());
    }
    requireSame(
        StoredLabelSet.SERDE,
        new LabelSetDefinition(List.of("a", "b"), List.of("{}", "the {}"), false, 3));
  }

  /** The foreign-key join compares hashes of bytes: they must not depend on a map's order. */
  @Test
  void equalStatesHaveEqualBytes() {
    Random random = new Random(2);
    for (int round = 0; round < ROUNDS; round++) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        keys.add(text(random));
      }
      Map<String, String> first = new LinkedHashMap<>();
      keys.forEach(key -> first.put(key, key));
      Collections.shuffle(keys, random);
      Map<String, String> second = new HashMap<>();
      keys.forEach(key -> second.put(key, key));
      assertThat(Fingerprint.of(out -> out.writeStrings(first)))
          .isEqualTo(Fingerprint.of(out -> out.writeStrings(second)));
    }
  }

  @Test
  void neighbouringTextsAreToldApart() {
    assertThat(Caption.versionOf("ab", "c")).isNotEqualTo(Caption.versionOf("a", "bc"));
  }

  @Test
  void anotherFormatIsRefusedWithTheRemedy() {
    byte[] bytes =
        CaptionLink.SERDE.serializer().serialize("t", new CaptionLink("i", new Fingerprint(1, 2)));
    bytes[0] = 99;
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> CaptionLink.SERDE.deserializer().deserialize("t", bytes))
        .withMessageContaining("caption link")
        .withMessageContaining("application.id");
  }

  @Test
  void captionsThatAnEarlierVersionStoredAreRead() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", new byte[] {1, 2});
    MatchResult match =
        new MatchResult(
            0.25f, Optional.empty(), Optional.empty(), 0.25f, 0.5f, "similarity", Verdict.MISMATCH);
    Fingerprint image = new Fingerprint(1, 2);
    CaptionState expected =
        new CaptionState(
            Optional.of(
                new Caption(
                    "i1",
                    "a dog",
                    new float[] {0.6f, 0.8f},
                    4,
                    false,
                    Map.of("shop", "north"),
                    RecordOrigin.of(1_000, headers))),
            Optional.of(
                new Judgement(
                    CaptionStatus.SCORED,
                    Optional.of(image),
                    Optional.of(match),
                    List.of(),
                    Optional.empty())),
            Optional.of(new Fingerprint(3, 4)),
            Optional.of(
                new OpenAlert(
                    new Fingerprint(5, 6),
                    Optional.of(image),
                    AlertReason.MISMATCH,
                    "i1",
                    "a dog",
                    Optional.of(match),
                    List.of(new ScoredLabel("dog", 0.5f, 0.75f)),
                    2_000)),
            List.of(),
            Deadlines.NONE);
    CaptionState read = read(CaptionState.SERDE, CAPTION_IN_FORMAT_1);
    assertThat(read).usingRecursiveComparison().isEqualTo(expected);
    requireSame(CaptionState.SERDE, read);
  }

  @Test
  void imagesThatAnEarlierVersionStoredAreRead() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", new byte[] {1, 2});
    byte[] sha256 = new byte[32];
    for (int i = 0; i < sha256.length; i++) {
      sha256[i] = (byte) i;
    }
    ImageState expected =
        new ImageState.Embedded(
            sha256,
            "image/png",
            4,
            3,
            new float[] {0.6f, 0.8f},
            Optional.of(new byte[] {9}),
            Map.of("shop", "north"),
            RecordOrigin.of(1_000, headers),
            List.of(new ScoredLabel("dog", 0.5f, 0.75f)),
            new Fingerprint(0, 0));
    ImageState read = read(ImageState.SERDE, IMAGE_IN_FORMAT_1);
    assertThat(read).usingRecursiveComparison().isEqualTo(expected);
    requireSame(ImageState.SERDE, read);
    assertThat(read(ImageState.SERDE, FAILED_IMAGE_IN_FORMAT_1))
        .isEqualTo(new ImageState.Failed(new Fingerprint(7, 8)));
  }

  private static <T> T read(Serde<T> serde, String hex) {
    return serde.deserializer().deserialize("topic", HexFormat.of().parseHex(hex));
  }

  @Test
  void headersComeBackAsTheyWere() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("a", new byte[] {1});
    headers.add("a", null);
    headers.add("b", new byte[0]);
    assertThat(RecordOrigin.of(1, headers).toHeaders()).isEqualTo(headers);
  }

  private static <T> void requireSame(Serde<T> serde, T value) {
    byte[] bytes = serde.serializer().serialize("topic", value);
    T read = serde.deserializer().deserialize("topic", bytes);
    assertThat(read).usingRecursiveComparison().isEqualTo(value);
    assertThat(serde.serializer().serialize("topic", read)).isEqualTo(bytes);
  }

  private static ImageState.Embedded image(Random random) {
    byte[] sha256 = new byte[32];
    random.nextBytes(sha256);
    return new ImageState.Embedded(
        sha256,
        text(random),
        random.nextInt(),
        random.nextInt(),
        vector(random),
        random.nextBoolean() ? Optional.of(new byte[random.nextInt(50)]) : Optional.empty(),
        Map.of(text(random), text(random)),
        origin(random),
        labels(random),
        fingerprint(random));
  }

  private static CaptionState caption(Random random) {
    return new CaptionState(
        Optional.of(
            new Caption(
                text(random),
                text(random),
                vector(random),
                random.nextInt(),
                random.nextBoolean(),
                Map.of(text(random), text(random)),
                origin(random))),
        Optional.of(
            new Judgement(
                CaptionStatus.SCORED,
                Optional.of(fingerprint(random)),
                Optional.of(match(random)),
                labels(random),
                Optional.of(fingerprint(random)))),
        Optional.of(fingerprint(random)),
        Optional.of(
            new OpenAlert(
                fingerprint(random),
                Optional.of(fingerprint(random)),
                AlertReason.MISMATCH,
                text(random),
                text(random),
                Optional.of(match(random)),
                labels(random),
                random.nextLong())),
        List.of(
            new Pair(fingerprint(random), Optional.of(fingerprint(random))),
            new Pair(fingerprint(random), Optional.empty())),
        new Deadlines(Optional.of(random.nextLong()), Optional.empty()));
  }

  private static MatchResult match(Random random) {
    return new MatchResult(
        random.nextFloat(),
        Optional.of(random.nextFloat()),
        Optional.empty(),
        random.nextFloat(),
        random.nextFloat(),
        "similarity",
        Verdict.MISMATCH);
  }

  private static RecordOrigin origin(Random random) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(text(random), random.nextBoolean() ? new byte[random.nextInt(9)] : null);
    return RecordOrigin.of(random.nextLong(), headers);
  }

  private static List<ScoredLabel> labels(Random random) {
    return List.of(new ScoredLabel(text(random), random.nextFloat(), random.nextFloat()));
  }

  private static Fingerprint fingerprint(Random random) {
    return new Fingerprint(random.nextLong(), random.nextLong());
  }

  private static float[] vector(Random random) {
    float[] vector = new float[random.nextInt(600)];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(30);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          random.nextInt(4) == 0 ? 0x1F400 + random.nextInt(50) : 32 + random.nextInt(900));
    }
    return text.toString();
  }
}
