package io.clipstreams.topology;

import static io.clipstreams.topology.TopologyFixture.header;
import static io.clipstreams.topology.TopologyFixture.latest;
import static io.clipstreams.topology.TopologyFixture.utf8;
import static io.clipstreams.topology.TopologyFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionEvent;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.LabelScore;
import io.clipstreams.LabelSet;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichmentTopologyTest {
  @TempDir private Path stateDir;
  private TopologyFixture stream;

  @BeforeEach
  void open() {
    stream = new TopologyFixture(stateDir);
  }

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void anImageIsEnriched() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", utf8("t-1"));
    stream.image("i1", "a dog", Map.of("shop", "north"), 1_000, headers);

    TestRecord<String, EnrichedImage> record = only(stream.enrichedImages());
    EnrichedImage image = record.value();
    assertThat(record.key()).isEqualTo("i1");
    assertThat(record.timestamp()).isEqualTo(1_000);
    assertThat(header(record, "trace")).isEqualTo("t-1");
    assertThat(image.getImageId()).isEqualTo("i1");
    assertThat(image.getEventTime()).isEqualTo(Instant.ofEpochMilli(1_000));
    assertThat(image.getAttributes()).containsExactly(Map.entry("shop", "north"));
    assertThat(image.getEmbedding().getModelRevision()).isEqualTo("revision-1");
    assertThat(image.getEmbedding().getNormalized()).isTrue();
    assertThat(image.getEmbedding().getVector())
        .containsExactlyElementsOf(boxed(Vectors.normalize(FakeEncoder.vector(utf8("a dog")))));
    assertThat(image.getContentSha256()).hasSize(64).matches("[0-9a-f]+");
    List<LabelScore> labels = image.getLabels().get("default");
    assertThat(labels).hasSize(4);
    assertThat(labels)
        .extracting(LabelScore::getProbability)
        .isSortedAccordingTo((a, b) -> Float.compare(b, a));
    assertThat(labels.stream().mapToDouble(LabelScore::getProbability).sum())
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void howLongItTookIsKnownOfEachRecordWithAValue() {
    stream.image("i1", "a dog", 1_000);
    stream.image("i1", "a dog", 2_000);
    stream.image("i2", "bad", 3_000);
    stream.caption("c1", "i1", "a dog", 4_000);
    stream.images.pipeInput(utf8("i1"), (byte[]) null);
    assertThat(latencies("clip.images")).isEqualTo(3);
    assertThat(latencies("clip.captions")).isEqualTo(1);
  }

  private long latencies(String topic) {
    return stream.meters.get("clip.record.latency").tag("topic", topic).timer().count();
  }

  @Test
  void aCaptionWithoutItsImageIsPendingAndScoredWhenTheImageComes() {
    stream.caption("c1", "i1", "a dog", 1_000);
    EnrichedCaption pending = only(stream.enrichedCaptions()).value();
    assertThat(pending.getStatus()).isEqualTo(CaptionStatus.PENDING_IMAGE);
    assertThat(pending.getMatch()).isNull();

    stream.image("i1", "a dog", 2_000);
    TestRecord<String, EnrichedCaption> record = only(stream.enrichedCaptions());
    EnrichedCaption scored = record.value();
    assertThat(scored.getStatus()).isEqualTo(CaptionStatus.SCORED);
    assertThat(scored.getMatch().getSimilarity()).isCloseTo(1, within(1e-6f));
    assertThat(scored.getMatch().getVerdict()).isEqualTo(Verdict.MATCH);
    assertThat(scored.getEventTime()).isEqualTo(Instant.ofEpochMilli(1_000));
    assertThat(stream.alerts()).isEmpty();
  }

  @Test
  void aCaptionAfterItsImageIsPublishedOnce() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", "a dog", 2_000);
    assertThat(only(stream.enrichedCaptions()).value().getStatus()).isEqualTo(CaptionStatus.SCORED);
  }

  @Test
  void aMismatchIsRaisedOnceAndResolvedWhenTheCaptionIsMended() {
    stream.image("i1", "a dog", 1_000);
    String wrong = mismatchOf("a dog");
    stream.caption("c1", "i1", wrong, 2_000);
    stream.caption("c1", "i1", wrong, 2_500);
    MismatchAlert raised = only(stream.alerts()).value();
    assertThat(raised.getState()).isEqualTo(AlertState.RAISED);
    assertThat(raised.getReason()).isEqualTo(AlertReason.MISMATCH);
    assertThat(raised.getText()).isEqualTo(wrong);
    assertThat(raised.getRaisedAt()).isEqualTo(Instant.ofEpochMilli(2_000));
    assertThat(raised.getMatch().getScore()).isLessThan(raised.getMatch().getThreshold());
    assertThat(raised.getImageLabels()).hasSize(3);

    stream.caption("c1", "i1", "a dog", 3_000);
    MismatchAlert resolved = only(stream.alerts()).value();
    assertThat(resolved.getState()).isEqualTo(AlertState.RESOLVED);
    assertThat(resolved.getResolution()).isEqualTo(AlertResolution.CAPTION_CHANGED);
    assertThat(resolved.getText()).isEqualTo(wrong);
    assertThat(resolved.getMatch()).isEqualTo(raised.getMatch());
    assertThat(resolved.getRaisedAt()).isEqualTo(raised.getRaisedAt());
    assertThat(resolved.getResolvedAt()).isEqualTo(Instant.ofEpochMilli(3_000));
  }

  @Test
  void anotherWrongImageResolvesTheAlertAndRaisesANewOneInThatOrder() {
    String caption = "a dog";
    String first = mismatchOf(caption);
    String second = mismatchOf(caption, first);
    stream.image("i1", first, 1_000);
    stream.caption("c1", "i1", caption, 2_000);
    stream.alerts();
    stream.image("i1", second, 3_000);
    List<MismatchAlert> alerts = values(stream.alerts());
    assertThat(alerts)
        .extracting(MismatchAlert::getState)
        .containsExactly(AlertState.RESOLVED, AlertState.RAISED);
    assertThat(alerts.get(0).getResolution()).isEqualTo(AlertResolution.IMAGE_CHANGED);
    assertThat(alerts.get(0).getResolvedAt()).isEqualTo(Instant.ofEpochMilli(3_000));
    assertThat(alerts.get(1).getRaisedAt()).isEqualTo(Instant.ofEpochMilli(3_000));
  }

  @Test
  void aDeletedImageMakesItsCaptionsPendingAndResolvesTheirAlerts() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", mismatchOf("a dog"), 2_000);
    stream.caption("c2", "i1", "a dog", 2_000);
    stream.enrichedCaptions();
    stream.alerts();
    stream.deleteImage("i1", 3_000);
    assertThat(latest(stream.enrichedCaptions()).values())
        .hasSize(2)
        .extracting(EnrichedCaption::getStatus)
        .containsOnly(CaptionStatus.PENDING_IMAGE);
    MismatchAlert resolved = only(stream.alerts()).value();
    assertThat(resolved.getResolution()).isEqualTo(AlertResolution.IMAGE_DELETED);
    assertThat(resolved.getResolvedAt()).isEqualTo(Instant.ofEpochMilli(3_000));
    List<TestRecord<String, EnrichedImage>> images = stream.enrichedImages();
    assertThat(images.get(images.size() - 1).value()).isNull();
  }

  @Test
  void aDeletedCaptionIsWithdrawnAndItsAlertResolved() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", mismatchOf("a dog"), 2_000);
    stream.enrichedCaptions();
    stream.alerts();
    stream.deleteCaption("c1", 3_000);
    assertThat(only(stream.enrichedCaptions()).value()).isNull();
    assertThat(only(stream.alerts()).value().getResolution())
        .isEqualTo(AlertResolution.CAPTION_DELETED);
    stream.deleteCaption("c1", 4_000);
    assertThat(stream.enrichedCaptions()).isEmpty();
    assertThat(stream.alerts()).isEmpty();
  }

  @Test
  void aFailingImageIsWithdrawnAndItsCaptionsSaySo() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", "a dog", 2_000);
    stream.enrichedImages();
    stream.enrichedCaptions();
    stream.image("i1", "bad bytes", 3_000);
    assertThat(only(stream.enrichedImages()).value()).isNull();
    assertThat(only(stream.enrichedCaptions()).value().getStatus())
        .isEqualTo(CaptionStatus.IMAGE_FAILED);
    MismatchAlert raised = only(stream.alerts()).value();
    assertThat(raised.getReason()).isEqualTo(AlertReason.IMAGE_FAILED);
    assertThat(raised.getMatch()).isNull();

    stream.image("i1", "a dog", 4_000);
    assertThat(only(stream.enrichedCaptions()).value().getStatus()).isEqualTo(CaptionStatus.SCORED);
    assertThat(only(stream.alerts()).value().getResolution())
        .isEqualTo(AlertResolution.IMAGE_CHANGED);
  }

  @Test
  void aFailingCaptionIsWithdrawnAndItsAlertResolved() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", mismatchOf("a dog"), 2_000);
    stream.enrichedCaptions();
    stream.alerts();
    stream.caption("c1", "i1", " ", 3_000);
    assertThat(only(stream.enrichedCaptions()).value()).isNull();
    assertThat(only(stream.alerts()).value().getResolution())
        .isEqualTo(AlertResolution.CAPTION_CHANGED);
    assertThat(header(only(stream.deadLetters()), "clip.errors.code")).isEqualTo("EMPTY_TEXT");
  }

  @Test
  void aCaptionMovesToAnotherImage() {
    stream.image("i1", "a dog", 1_000);
    stream.image("i2", "a cat", 1_000);
    stream.caption("c1", "i1", "a dog", 2_000);
    stream.caption("c1", "i2", "a dog", 3_000);
    EnrichedCaption moved = latest(stream.enrichedCaptions()).get("c1");
    assertThat(moved.getImageId()).isEqualTo("i2");
    assertThat(moved.getMatch().getSimilarity())
        .isCloseTo((float) cosine("a dog", "a cat"), within(1e-6f));
    stream.image("i1", "a horse", 4_000);
    assertThat(stream.enrichedCaptions()).isEmpty();
  }

  @Test
  void whatIsSentAgainUnchangedChangesNothing() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", "a dog", 2_000);
    stream.enrichedImages();
    stream.enrichedCaptions();
    stream.image("i1", "a dog", 3_000);
    stream.caption("c1", "i1", "a dog", 4_000);
    assertThat(stream.enrichedImages()).isEmpty();
    assertThat(stream.enrichedCaptions()).isEmpty();
    assertThat(stream.alerts()).isEmpty();
    assertThat(stream.deadLetters()).isEmpty();
  }

  @Test
  void otherAttributesArePublishedWithoutTouchingTheJudgement() {
    stream.image("i1", "a dog", 1_000);
    String wrong = mismatchOf("a dog");
    stream.caption("c1", "i1", wrong, 2_000);
    stream.enrichedCaptions();
    stream.alerts();
    stream.caption("c1", "i1", wrong, Map.of("lang", "en"), 3_000, new RecordHeaders());
    EnrichedCaption republished = only(stream.enrichedCaptions()).value();
    assertThat(republished.getAttributes()).containsEntry("lang", "en");
    assertThat(republished.getMatch().getVerdict()).isEqualTo(Verdict.MISMATCH);
    stream.image("i1", "a dog", Map.of("shop", "south"), 4_000, new RecordHeaders());
    assertThat(latest(stream.enrichedImages()).get("i1").getAttributes())
        .containsEntry("shop", "south");
    assertThat(stream.enrichedCaptions()).isEmpty();
    assertThat(stream.alerts()).isEmpty();
  }

  @Test
  void garbageGetsADeadLetterAndCountsAsNeverSent() {
    stream.image("i1", "a dog", 1_000);
    stream.enrichedImages();
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", utf8("t-2"));
    stream.images.pipeInput(new TestRecord<>(utf8("i1"), utf8("not avro"), headers, 2_000L));
    TestRecord<byte[], byte[]> letter = only(stream.deadLetters());
    assertThat(letter.key()).isEqualTo(utf8("i1"));
    assertThat(letter.value()).isEqualTo(utf8("not avro"));
    assertThat(letter.timestamp()).isEqualTo(2_000);
    assertThat(header(letter, "trace")).isEqualTo("t-2");
    assertThat(header(letter, "clip.errors.code")).isEqualTo("DESERIALIZATION_FAILED");
    assertThat(header(letter, "clip.errors.stage")).isEqualTo("deserialize");
    assertThat(header(letter, "__streams.errors.topic")).isEqualTo("clip.images");
    assertThat(header(letter, "__streams.errors.partition")).isEqualTo("0");
    assertThat(header(letter, "__streams.errors.offset")).isEqualTo("1");
    assertThat(header(letter, "__streams.errors.exception"))
        .isEqualTo("org.apache.kafka.common.errors.SerializationException");
    assertThat(header(letter, "__streams.errors.message")).contains("ImageEvent");
    assertThat(header(letter, "__streams.errors.stacktrace")).isNotEmpty();
    assertThat(stream.enrichedImages()).isEmpty();
  }

  @Test
  void aRecordOfAnotherTypeGetsADeadLetter() {
    stream.images.pipeInput(
        utf8("i1"), TopologyFixture.avro(new CaptionEvent("i1", "a dog", Map.of())));
    TestRecord<byte[], byte[]> letter = only(stream.deadLetters());
    assertThat(header(letter, "clip.errors.code")).isEqualTo("DESERIALIZATION_FAILED");
    assertThat(header(letter, "__streams.errors.message"))
        .contains("CaptionEvent")
        .contains("ImageEvent");
  }

  @Test
  void badKeysGetADeadLetter() {
    byte[] value = TopologyFixture.avro(new CaptionEvent("i1", "a dog", Map.of()));
    stream.captions.pipeInput(new TestRecord<>(null, value));
    stream.captions.pipeInput(new TestRecord<>(new byte[0], value));
    stream.captions.pipeInput(new TestRecord<>(new byte[] {(byte) 0xC3, 0x28}, value));
    assertThat(stream.deadLetters())
        .hasSize(3)
        .allSatisfy(
            letter -> {
              assertThat(header(letter, "clip.errors.code")).isEqualTo("INVALID_EVENT");
              assertThat(letter.value()).isEqualTo(value);
            });
    assertThat(stream.enrichedCaptions()).isEmpty();
  }

  @Test
  void anImageEventHasExactlyOneOfContentAndUri() {
    stream.images.pipeInput(
        utf8("i1"), TopologyFixture.avro(new ImageEvent(null, null, null, Map.of())));
    stream.images.pipeInput(
        utf8("i2"),
        TopologyFixture.avro(
            new ImageEvent(TopologyFixture.buffer("a dog"), "file:/dog.png", null, Map.of())));
    stream.images.pipeInput(
        utf8("i3"), TopologyFixture.avro(new ImageEvent(null, "file:/dog.png", null, Map.of())));
    assertThat(stream.deadLetters())
        .extracting(letter -> header(letter, "clip.errors.code"))
        .containsExactly("INVALID_EVENT", "INVALID_EVENT", "FETCH_FORBIDDEN");
  }

  @Test
  void labelSetsHoldFromWhenTheyAreAccepted() {
    stream.labels("animals", List.of("ant", "bee"), 1_000);
    stream.image("i1", "a dog", 2_000);
    assertThat(latest(stream.enrichedImages()).get("i1").getLabels())
        .containsOnlyKeys("animals", "default");
    stream.labels("default", List.of("only"), 3_000);
    stream.deleteLabels("animals", 3_000);
    stream.image("i2", "a dog", 4_000);
    EnrichedImage second = latest(stream.enrichedImages()).get("i2");
    assertThat(second.getLabels()).containsOnlyKeys("default");
    assertThat(second.getLabels().get("default"))
        .extracting(LabelScore::getLabel)
        .containsExactly("only");
    stream.deleteLabels("default", 5_000);
    stream.image("i3", "a dog", 6_000);
    assertThat(latest(stream.enrichedImages()).get("i3").getLabels().get("default")).hasSize(4);
  }

  @Test
  void aBadLabelSetGetsADeadLetterAndTheOldOneStays() {
    stream.labels("animals", List.of("ant", "bee"), 1_000);
    stream.labels("animals", List.of(), 2_000);
    stream.labels("animals", List.of("ant", "ant"), 2_000);
    stream.labels("animals", List.of("ant", " "), 2_000);
    stream.labels("animals", new LabelSet(List.of("ant"), List.of("a photo"), true, 5), 2_000);
    stream.labels("animals", List.of("bad label", "ant"), 2_000);
    assertThat(stream.deadLetters())
        .extracting(letter -> header(letter, "clip.errors.code"))
        .containsExactly(
            "INVALID_EVENT", "INVALID_EVENT", "INVALID_EVENT", "INVALID_EVENT", "INFERENCE_FAILED");
    stream.image("i1", "a dog", 3_000);
    assertThat(latest(stream.enrichedImages()).get("i1").getLabels().get("animals"))
        .extracting(LabelScore::getLabel)
        .containsExactlyInAnyOrder("ant", "bee");
  }

  @Test
  void aLabelSetMayHaveAsManyPromptsAsTheLimitSays() {
    List<String> templates = List.of("a photo of a {}", "a drawing of a {}");
    List<String> most =
        IntStream.range(0, TopologyFixture.MAX_PROMPTS / templates.size())
            .mapToObj(i -> "label " + i)
            .toList();
    stream.labels("most", new LabelSet(most, templates, true, 5), 1_000);
    assertThat(stream.deadLetters()).isEmpty();
    List<String> more = new ArrayList<>(most);
    more.add("one more");
    stream.labels("more", new LabelSet(more, templates, true, 5), 2_000);
    TestRecord<byte[], byte[]> letter = only(stream.deadLetters());
    assertThat(header(letter, "clip.errors.code")).isEqualTo("INVALID_EVENT");
    assertThat(header(letter, "__streams.errors.message"))
        .contains("501 labels", "1002 prompts", "limit is 1000", "clip.labels.max.prompts");
    List<String> oneMore =
        IntStream.rangeClosed(0, TopologyFixture.MAX_PROMPTS).mapToObj(i -> "label " + i).toList();
    stream.labels("one more", oneMore, 2_500);
    assertThat(header(only(stream.deadLetters()), "__streams.errors.message"))
        .contains("1001 labels", "1001 prompts");
    stream.image("i1", "a dog", 3_000);
    assertThat(latest(stream.enrichedImages()).get("i1").getLabels())
        .containsOnlyKeys("most", "default");
  }

  @Test
  void recordsAtTheLimitArePublishedAndOverItAreDeadLettered() {
    String topic = TopologyFixture.TOPICS.enrichedCaptions();
    int atLimit = smallestLimitThatTakes(Map.of("note", "n".repeat(500)));
    for (int limit : new int[] {atLimit, atLimit - 1}) {
      TopologySettings settings =
          TopologyFixture.settings(
              TopologySettings.ImageValues.AVRO,
              new OutputLimits(Map.of(topic, limit), OutputLimits.BROKER_DEFAULT_BYTES));
      try (TopologyFixture limited =
          new TopologyFixture(stateDir.resolve("limit-" + limit), settings, new FakeEncoder())) {
        limited.caption(
            "c1", "i1", "a dog", Map.of("note", "n".repeat(500)), 1_000, new RecordHeaders());
        if (limit == atLimit) {
          assertThat(only(limited.enrichedCaptions()).value()).isNotNull();
          assertThat(limited.deadLetters()).isEmpty();
        } else {
          assertThat(only(limited.enrichedCaptions()).value()).isNull();
          assertThat(header(only(limited.deadLetters()), "clip.errors.code"))
              .isEqualTo("PRODUCE_FAILED");
        }
      }
    }
  }

  private int smallestLimitThatTakes(Map<String, String> attributes) {
    String topic = TopologyFixture.TOPICS.enrichedCaptions();
    int low = 100;
    int high = 10_000;
    while (low < high) {
      int limit = (low + high) / 2;
      TopologySettings settings =
          TopologyFixture.settings(
              TopologySettings.ImageValues.AVRO,
              new OutputLimits(Map.of(topic, limit), OutputLimits.BROKER_DEFAULT_BYTES));
      try (TopologyFixture limited =
          new TopologyFixture(stateDir.resolve("search-" + limit), settings, new FakeEncoder())) {
        limited.caption("c1", "i1", "a dog", attributes, 1_000, new RecordHeaders());
        if (limited.deadLetters().isEmpty()) {
          high = limit;
        } else {
          low = limit + 1;
        }
      }
    }
    return high;
  }

  @Test
  void rawFilesAreTakenAsValues() {
    try (TopologyFixture raw =
        new TopologyFixture(
            stateDir.resolve("raw"),
            TopologyFixture.settings(
                TopologySettings.ImageValues.BYTES, OutputLimits.brokerDefaults()),
            new FakeEncoder())) {
      raw.images.pipeInput(utf8("i1"), utf8("a dog"));
      raw.images.pipeInput(utf8("i2"), new byte[0]);
      assertThat(latest(raw.enrichedImages())).containsOnlyKeys("i1");
      assertThat(header(only(raw.deadLetters()), "clip.errors.code")).isEqualTo("EMPTY_IMAGE");
    }
  }

  /** A caption's records go to its own task, wherever its producer has put it. */
  @Test
  void captionsAreNotRepartitioned() {
    assertThat(repartitions(stream))
        .containsExactlyInAnyOrder("image-summaries-repartition", "caption-revisits-repartition");
  }

  /** Nor are they when the clock ends some of them. */
  @Test
  void captionsThatExpireAreNotRepartitioned() {
    try (TopologyFixture expiring =
        new TopologyFixture(
            stateDir.resolve("expiring"),
            TopologyFixture.settings().withStateTtl(Duration.ofDays(1)),
            new FakeEncoder())) {
      assertThat(repartitions(expiring))
          .containsExactlyInAnyOrder("image-summaries-repartition", "caption-revisits-repartition");
    }
  }

  private static List<String> repartitions(TopologyFixture fixture) {
    return Pattern.compile("[\\w-]+-repartition")
        .matcher(fixture.topology.describe().toString())
        .results()
        .map(MatchResult::group)
        .distinct()
        .toList();
  }

  @Test
  void everyProcessorStoreAndTopicHasANameOfItsOwn() {
    for (TopologyDescription.Subtopology part : stream.topology.describe().subtopologies()) {
      for (TopologyDescription.Node node : part.nodes()) {
        assertThat(node.name()).doesNotMatch(".*-?[0-9]{10}.*");
      }
    }
  }

  private static <T> T only(List<T> records) {
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static List<Float> boxed(float[] vector) {
    List<Float> boxed = new ArrayList<>();
    for (float value : vector) {
      boxed.add(value);
    }
    return boxed;
  }

  /** A content that does not fit any of the others. */
  private static String mismatchOf(String... others) {
    for (int i = 0; ; i++) {
      String candidate = "other " + i;
      if (List.of(others).stream()
          .allMatch(other -> cosine(candidate, other) < TopologyFixture.THRESHOLD)) {
        return candidate;
      }
    }
  }

  private static double cosine(String a, String b) {
    return Vectors.cosine(FakeEncoder.vector(utf8(a)), FakeEncoder.vector(utf8(b)));
  }
}
