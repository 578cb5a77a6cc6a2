package io.clipstreams.topology;

import static io.clipstreams.topology.TopologyFixture.header;
import static io.clipstreams.topology.TopologyFixture.latest;
import static io.clipstreams.topology.TopologyFixture.utf8;
import static io.clipstreams.topology.TopologyFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.LabelSet;
import io.clipstreams.MismatchAlert;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.scoring.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Label sets that change while images are there already. */
class RelabellingTest {
  private static final Duration STEP = ImageRelabeller.INTERVAL;
  private static final List<String> TEMPLATES = List.of("a photo of a {}");

  @TempDir private Path stateDir;
  private final AtomicInteger images = new AtomicInteger();
  private TopologyFixture stream;

  @BeforeEach
  void open() {
    stream = new TopologyFixture(stateDir, TopologyFixture.settings(), new CountingEncoder());
  }

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void aNewSetLabelsTheImagesThatAreThereWithoutTheModel() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", utf8("t-1"));
    stream.image("i1", "a dog", Map.of("shop", "north"), 1_000, headers);
    stream.image("i2", "a cat", 2_000);
    EnrichedImage before = stream.enrichedImages().get(0).value();

    stream.labels("animals", List.of("ant", "bee"), 3_000);
    stream.pass(STEP);

    List<TestRecord<String, EnrichedImage>> relabelled = stream.enrichedImages();
    assertThat(relabelled).extracting(TestRecord::key).containsExactly("i1", "i2");
    TestRecord<String, EnrichedImage> record = relabelled.get(0);
    assertThat(record.timestamp()).isEqualTo(1_000);
    assertThat(header(record, "trace")).isEqualTo("t-1");
    assertThat(names(record.value(), "animals")).containsExactlyInAnyOrder("ant", "bee");
    Map<String, List<LabelScore>> withoutNew = new HashMap<>(record.value().getLabels());
    withoutNew.remove("animals");
    assertThat(EnrichedImage.newBuilder(record.value()).setLabels(withoutNew).build())
        .as("all else is as it was: embedding, thumbnail, attributes, event time")
        .isEqualTo(before);
    assertThat(images).hasValue(2);
    stream.pass(STEP);
    assertThat(stream.enrichedImages()).isEmpty();
  }

  @Test
  void theImagesLabelsAreThoseThatANewImageWouldGet() {
    stream.image("i1", "a dog", 1_000);
    stream.labels("animals", List.of("ant", "bee", "cow"), 2_000);
    stream.pass(STEP);
    stream.image("i2", "a dog", 3_000);
    Map<String, EnrichedImage> images = latest(stream.enrichedImages());
    assertThat(images.get("i1").getLabels()).isEqualTo(images.get("i2").getLabels());
  }

  @Test
  void aChangedSetIsPublishedOnlyWhereLabelsChange() {
    stream.image("i1", "a dog", 1_000);
    stream.labels("animals", List.of("ant", "bee"), 2_000);
    stream.pass(STEP);
    stream.enrichedImages();
    stream.labels("animals", List.of("bee", "ant"), 3_000);
    stream.pass(STEP);
    assertThat(stream.enrichedImages()).as("the same labels in another order").isEmpty();
    stream.labels("animals", List.of("ant", "cow"), 4_000);
    stream.pass(STEP);
    assertThat(names(only(stream.enrichedImages()).value(), "animals"))
        .containsExactlyInAnyOrder("ant", "cow");
  }

  @Test
  void aRemovedSetAndAnInactiveOneLeaveTheImages() {
    stream.labels("animals", List.of("ant", "bee"), 1_000);
    stream.labels("colours", List.of("red", "blue"), 1_000);
    stream.image("i1", "a dog", 2_000);
    stream.enrichedImages();
    stream.deleteLabels("animals", 3_000);
    stream.pass(STEP);
    assertThat(only(stream.enrichedImages()).value().getLabels())
        .containsOnlyKeys("colours", "default");
    stream.labels("colours", new LabelSet(List.of("red"), TEMPLATES, false, 5), 4_000);
    stream.pass(STEP);
    assertThat(only(stream.enrichedImages()).value().getLabels()).containsOnlyKeys("default");
  }

  @Test
  void theStreamGoesOnBetweenSmallSteps() {
    int count = 1_200;
    for (int i = 0; i < count; i++) {
      stream.image("i" + i, "picture " + i, 1_000);
    }
    stream.enrichedImages();
    stream.labels("animals", List.of("ant", "bee"), 2_000);
    Map<String, EnrichedImage> relabelled = new HashMap<>();
    int steps = 0;
    while (relabelled.size() < count) {
      stream.pass(STEP);
      List<TestRecord<String, EnrichedImage>> step = stream.enrichedImages();
      assertThat(step).isNotEmpty().hasSizeLessThanOrEqualTo(500);
      relabelled.putAll(latest(step));
      stream.image("new " + steps, "another picture " + steps, 3_000);
      EnrichedImage taken = only(stream.enrichedImages()).value();
      assertThat(taken.getLabels()).containsOnlyKeys("animals", "default");
      steps++;
    }
    assertThat(steps).isGreaterThan(2);
    assertThat(relabelled.values())
        .allSatisfy(image -> assertThat(image.getLabels()).containsKey("animals"));
  }

  @Test
  void aSetThatChangesMeanwhileIsWhatAllImagesHaveInTheEnd() {
    for (int i = 0; i < 1_200; i++) {
      stream.image("i" + i, "picture " + i, 1_000);
    }
    stream.labels("animals", List.of("ant", "bee"), 2_000);
    stream.pass(STEP);
    stream.labels("animals", List.of("ant", "cow"), 3_000);
    do {
      stream.pass(STEP);
    } while (!stream.isRelabelled());
    assertThat(latest(stream.enrichedImages()).values())
        .hasSize(1_200)
        .allSatisfy(
            image -> assertThat(names(image, "animals")).containsExactlyInAnyOrder("ant", "cow"));
  }

  @Test
  void aSetThatChangesAndChangesBackBetweenTwoStepsLeavesNoImageBehind() {
    stream.labels("animals", List.of("ant"), 1_000);
    stream.image("i1", "a dog", 2_000);
    stream.pass(STEP);
    stream.labels("animals", List.of("bee"), 3_000);
    stream.image("i2", "a cat", 4_000);
    stream.labels("animals", List.of("ant"), 5_000);
    stream.pass(STEP);
    assertThat(latest(stream.enrichedImages()).values())
        .allSatisfy(image -> assertThat(names(image, "animals")).containsExactly("ant"));
  }

  @Test
  void failedAndDeletedImagesAreLeftAlone() {
    stream.image("i1", "bad bytes", 1_000);
    stream.image("i2", "a dog", 1_000);
    stream.deleteImage("i2", 2_000);
    stream.enrichedImages();
    stream.labels("animals", List.of("ant", "bee"), 3_000);
    stream.pass(STEP);
    assertThat(stream.enrichedImages()).isEmpty();
  }

  @Test
  void standingAlertsAndCaptionsStayAndLaterAlertsShowTheNewLabels() {
    String wrong = mismatchOf("a dog");
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", wrong, 2_000);
    stream.alerts();
    stream.enrichedCaptions();

    stream.labels("default", List.of("ant", "bee", "cow", "doe"), 3_000);
    stream.pass(STEP);
    assertThat(stream.alerts()).isEmpty();
    assertThat(stream.enrichedCaptions()).isEmpty();

    stream.caption("c2", "i1", wrong, 4_000);
    MismatchAlert later = only(values(stream.alerts()));
    assertThat(later.getRaisedAt().toEpochMilli()).isEqualTo(4_000);
    assertThat(later.getImageLabels())
        .extracting(LabelScore::getLabel)
        .isSubsetOf("ant", "bee", "cow", "doe")
        .hasSize(3);
  }

  static Stream<LabelSet> invalidSets() {
    return Stream.of(
        new LabelSet(List.of(), TEMPLATES, true, 5),
        new LabelSet(List.of("ant", "ant"), TEMPLATES, true, 5),
        new LabelSet(List.of("ant", " "), TEMPLATES, true, 5),
        new LabelSet(List.of("ant"), List.of("a photo"), true, 5),
        new LabelSet(List.of("ant"), List.of(), true, 5),
        new LabelSet(List.of("ant"), TEMPLATES, true, 0));
  }

  @ParameterizedTest
  @MethodSource("invalidSets")
  void anInvalidSetGetsADeadLetterAndTheOldOneStays(LabelSet invalid) {
    stream.labels("animals", List.of("ant", "bee"), 1_000);
    stream.image("i1", "a dog", 2_000);
    stream.enrichedImages();
    stream.labels("animals", invalid, 3_000);
    assertThat(header(only(stream.deadLetters()), "clip.errors.code")).isEqualTo("INVALID_EVENT");
    stream.pass(STEP);
    assertThat(stream.enrichedImages()).isEmpty();
    stream.image("i2", "a dog", 4_000);
    assertThat(names(only(stream.enrichedImages()).value(), "animals"))
        .containsExactlyInAnyOrder("ant", "bee");
  }

  private static List<String> names(EnrichedImage image, String set) {
    return image.getLabels().get(set).stream().map(LabelScore::getLabel).toList();
  }

  private static <T> T only(List<T> records) {
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static String mismatchOf(String other) {
    for (int i = 0; ; i++) {
      String candidate = "other " + i;
      double cosine =
          Vectors.cosine(FakeEncoder.vector(utf8(candidate)), FakeEncoder.vector(utf8(other)));
      if (cosine < TopologyFixture.THRESHOLD) {
        return candidate;
      }
    }
  }

  private final class CountingEncoder implements Encoder {
    private final Encoder encoder = new FakeEncoder();

    @Override
    public EncodedImage encodeImage(byte[] content) throws ProcessingException {
      images.incrementAndGet();
      return encoder.encodeImage(content);
    }

    @Override
    public EncodedText encodeText(String text) throws ProcessingException {
      return encoder.encodeText(text);
    }

    @Override
    public DecodedImage decode(byte[] content) throws ProcessingException {
      return encoder.decode(content);
    }

    @Override
    public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
      return encoder.submitPart(image, area);
    }

    @Override
    public void close() {
      encoder.close();
    }
  }
}
