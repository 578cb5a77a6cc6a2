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
