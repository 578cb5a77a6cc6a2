package io.clipstreams.topology;

import static io.clipstreams.topology.TopologyFixture.ALLOWED_URIS;
import static io.clipstreams.topology.TopologyFixture.avro;
import static io.clipstreams.topology.TopologyFixture.buffer;
import static io.clipstreams.topology.TopologyFixture.header;
import static io.clipstreams.topology.TopologyFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.Box;
import io.clipstreams.DetectionRequest;
import io.clipstreams.DetectionResult;
import io.clipstreams.PromptDetection;
import io.clipstreams.inference.FakeEncoder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTopologyTest {
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

  private static DetectionRequest content(String content, String... prompts) {
    return request(content, null, null, prompts);
  }

  private static DetectionRequest request(
      String content, String uri, String imageId, String... prompts) {
    return new DetectionRequest(
        content == null ? null : buffer(content),
        uri,
        imageId,
        List.of(prompts),
        null,
        null,
        null,
        null);
  }

  private DetectionResult answer(DetectionRequest request) {
    ask("r", request);
    List<TestRecord<String, DetectionResult>> results = stream.detections();
    assertThat(results).hasSize(1);
    return results.get(0).value();
  }

  private void ask(String requestId, DetectionRequest request) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", utf8("7"));
    stream.detectionRequests.pipeInput(
        new TestRecord<>(utf8(requestId), avro(request), headers, 5_000L));
  }

  private String deadLetterCode() {
    List<TestRecord<byte[], byte[]>> letters = stream.deadLetters();
    assertThat(letters).hasSize(1);
    return header(letters.get(0), "clip.errors.code");
  }

  @Test
  void aRequestWithContentIsAnsweredForEachPrompt() {
    ask("request-1", content("picture", "a cat", "a dog"));

    TestRecord<String, DetectionResult> record = stream.detections().get(0);
    assertThat(record.key()).isEqualTo("request-1");
    assertThat(record.timestamp()).isEqualTo(5_000);
    assertThat(header(record, "trace")).isEqualTo("7");
    DetectionResult result = record.value();
    assertThat(result.getRequestId()).isEqualTo("request-1");
    assertThat(result.getError()).isNull();
    assertThat(result.getModelRevision()).isEqualTo(TopologyFixture.settings().model().revision());
    assertThat(result.getWidth()).isEqualTo(4);
    assertThat(result.getHeight()).isEqualTo(3);
    assertThat(result.getPrompts())
        .extracting(PromptDetection::getPrompt)
        .containsExactly("a cat", "a dog");
    for (PromptDetection prompt : result.getPrompts()) {
      assertThat(prompt.getMap().getRows()).isEqualTo(3);
      assertThat(prompt.getMap().getColumns()).isEqualTo(4);
      assertThat(prompt.getMap().getScores()).hasSize(12).contains(1f);
      for (Box box : prompt.getBoxes()) {
        assertThat(box.getX() + box.getWidth()).isLessThanOrEqualTo(4);
        assertThat(box.getY() + box.getHeight()).isLessThanOrEqualTo(3);
      }
    }
    assertThat(stream.deadLetters()).isEmpty();
  }

  @Test
  void whatTheRequestWishesHolds() {
    DetectionRequest request =
        new DetectionRequest(buffer("picture"), null, null, List.of("a cat"), 3, 1, 1, 1f);
    DetectionResult result = answer(request);
    assertThat(result.getPrompts().get(0).getMap().getColumns()).isEqualTo(2);
    assertThat(result.getPrompts().get(0).getBoxes()).hasSize(1);
  }

  @Test
  void aRequestMayHaveAsManyPromptsAsTheLimitSays() {
    List<String> most = Collections.nCopies(TopologyFixture.MAX_DETECTION_PROMPTS, "a cat");
    assertThat(answer(content("picture", most.toArray(String[]::new))).getPrompts())
        .hasSize(most.size());
    List<String> more = Collections.nCopies(most.size() + 1, "a cat");
    DetectionResult refused = answer(content("picture", more.toArray(String[]::new)));
    assertThat(refused.getError().getCode()).isEqualTo("INVALID_EVENT");
    assertThat(refused.getError().getMessage())
        .contains("501 prompts", "limit is 500", "clip.detection.max.prompts");
    assertThat(deadLetterCode()).isEqualTo("INVALID_EVENT");
  }

  @Test
  void anImageBehindAUriIsFetched() {
    assertThat(answer(request(null, ALLOWED_URIS + "a", null, "a cat")).getError()).isNull();
    DetectionResult refused = answer(request(null, "https://elsewhere.example/", null, "a cat"));
    assertThat(refused.getError().getCode()).isEqualTo("FETCH_FORBIDDEN");
    assertThat(deadLetterCode()).isEqualTo("FETCH_FORBIDDEN");
  }

  @Test
  void anImageThatCameByUriIsFetchedAgain() {
    DetectionResult unknown = answer(request(null, null, "i", "a cat"));
    assertThat(unknown.getError().getCode()).isEqualTo("IMAGE_NOT_KEPT");
    assertThat(unknown.getError().getMessage()).contains("'i'");
    assertThat(unknown.getWidth()).isZero();

    stream.imageByUri("i", ALLOWED_URIS + "first", 1);
    DetectionResult first = answer(request(null, null, "i", "a cat"));
    assertThat(first.getPrompts())
        .isEqualTo(answer(content(ALLOWED_URIS + "first", "a cat")).getPrompts());

    stream.imageByUri("i", ALLOWED_URIS + "second", 2);
    assertThat(answer(request(null, null, "i", "a cat")).getPrompts())
        .isEqualTo(answer(content(ALLOWED_URIS + "second", "a cat")).getPrompts())
        .isNotEqualTo(first.getPrompts());

    stream.image("i", "picture", 3);
    assertThat(answer(request(null, null, "i", "a cat")).getError().getCode())
        .isEqualTo("IMAGE_NOT_KEPT");
    assertThat(stream.deadLetters()).isEmpty();
  }

  @Test
  void anImageThatIsGoneOrHasFailedIsForgotten() {
    stream.imageByUri("deleted", ALLOWED_URIS + "a", 1);
    stream.deleteImage("deleted", 2);
    stream.imageByUri("failed", ALLOWED_URIS + "b", 1);
    stream.imageByUri("failed", "https://elsewhere.example/", 2);
    assertThat(answer(request(null, null, "deleted", "a cat")).getError().getCode())
        .isEqualTo("IMAGE_NOT_KEPT");
    assertThat(answer(request(null, null, "failed", "a cat")).getError().getCode())
        .isEqualTo("IMAGE_NOT_KEPT");
  }

  @Test
  void everyRequestThatFailsIsToldWhyAndGetsADeadLetter() {
    Map<DetectionRequest, String> codes =
        Map.of(
            content("bad picture", "a cat"), "DECODE_FAILED",
            content("", "a cat"), "EMPTY_IMAGE",
            content("picture", " "), "EMPTY_TEXT",
            content("picture", "a bad cat"), "INFERENCE_FAILED",
            content("picture"), "INVALID_EVENT",
            request(null, null, null, "a cat"), "INVALID_EVENT",
            request("picture", null, "i", "a cat"), "INVALID_EVENT");
    codes.forEach(
        (request, code) -> {
          DetectionResult result = answer(request);
          assertThat(result.getError().getCode()).isEqualTo(code);
          assertThat(result.getError().getMessage()).isNotBlank();
          assertThat(result.getPrompts()).isEmpty();
          assertThat(deadLetterCode()).isEqualTo(code);
        });
    // The image was read: its size is known.
    assertThat(answer(content("picture", " ")).getWidth()).isEqualTo(4);
  }

  @Test
  void whatIsNoRequestGetsADeadLetterOnly() {
    stream.detectionRequests.pipeInput(utf8("r"), utf8("no Avro"));
    assertThat(deadLetterCode()).isEqualTo("DESERIALIZATION_FAILED");
    stream.detectionRequests.pipeInput(
        new TestRecord<>(null, avro(content("picture", "a cat")), new RecordHeaders(), 1L));
    assertThat(deadLetterCode()).isEqualTo("INVALID_EVENT");
    stream.detectionRequests.pipeInput(new TestRecord<>(utf8("r"), null, new RecordHeaders(), 1L));
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.detections()).isEmpty();
  }

  @Test
  void aResultThatTheTopicWouldNotTakeIsAnErrorThatItTakes() {
    stream.close();
    TopologySettings settings = TopologyFixture.settings();
    stream =
        new TopologyFixture(
            stateDir.resolve("small"),
            settings.withLimits(
                new OutputLimits(
                    Map.of(settings.topics().detections(), 1_200),
                    OutputLimits.BROKER_DEFAULT_BYTES)),
            new FakeEncoder());
    String[] prompts = new String[40];
    for (int i = 0; i < prompts.length; i++) {
      prompts[i] = "prompt number " + i;
    }
    DetectionResult result = answer(content("picture", prompts));
    assertThat(result.getError().getCode()).isEqualTo("PRODUCE_FAILED");
    assertThat(result.getError().getMessage()).contains("fewer prompts");
    assertThat(result.getWidth()).isEqualTo(4);
    assertThat(deadLetterCode()).isEqualTo("PRODUCE_FAILED");
  }
}
