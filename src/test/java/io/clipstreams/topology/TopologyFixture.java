package io.clipstreams.topology;

import io.clipstreams.CaptionEvent;
import io.clipstreams.DetectionResult;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.LabelSet;
import io.clipstreams.MismatchAlert;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.CheckedEncoder;
import io.clipstreams.inference.DetectionSettings;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.SimilarityPolicy;
import io.clipstreams.topology.state.AlertDecision;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.WalkProgress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology in a test driver, with inputs to write and outputs to read. */
final class TopologyFixture implements AutoCloseable {
  static final TopicNames TOPICS = new TopicNames("clip.", "clip.");
  static final ModelIdentity MODEL = new ModelIdentity("fake", "revision-1", 10);

  /** Behind these there is a file: the URI itself. */
  static final String ALLOWED_URIS = "https://images.example/";

  private static final DetectionSettings DETECTION =
      new DetectionSettings(OptionalInt.of(1), 12, 2, 1, 1, 0.5, -1, -1, 0.5, 100);

  static final double THRESHOLD = 0.1;
  static final int MAX_PROMPTS = 1_000;
  static final int MAX_DETECTION_PROMPTS = 500;
  static final LabelSetDefinition DEFAULT_LABELS =
      LabelSetDefinition.of(List.of("dog", "cat", "horse", "car"));

  static final AlertTimes ALERT_TIMES = new AlertTimes(Duration.ofHours(1), Duration.ofDays(7));

  final TopologyTestDriver driver;
  final Topology topology;
  final InputReaders readers;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final TestInputTopic<byte[], byte[]> images;
  final TestInputTopic<byte[], byte[]> captions;
  final TestInputTopic<byte[], byte[]> labelSets;
  private final TestInputTopic<byte[], byte[]> decisions;
  final TestInputTopic<byte[], byte[]> detectionRequests;
  private final TestOutputTopic<String, DetectionResult> detections;
  private final TestOutputTopic<String, EnrichedImage> enrichedImages;
  private final TestOutputTopic<String, EnrichedCaption> enrichedCaptions;
  private final TestOutputTopic<String, MismatchAlert> alerts;
  private final TestOutputTopic<byte[], byte[]> deadLetters;

  /** Every record starts a clock, wherever one can be started, and every clock commits. */
  private static final class AlwaysIdle implements IdleMoments {
    @Override
    public boolean take() {
      return true;
    }

    @Override
    public Optional<Duration> next() {
      return Optional.of(Duration.ofMillis(4));
    }
  }

  TopologyFixture(Path stateDir) {
    this(stateDir, settings(), new FakeEncoder());
  }

  TopologyFixture(Path stateDir, TopologySettings settings, Encoder encoder) {
    this(stateDir, settings, encoder, Optional.empty());
  }

  TopologyFixture(
      Path stateDir,
      TopologySettings settings,
      Encoder encoder,
      Optional<LookAheadLimits> lookAhead) {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    Encoder checked = new CheckedEncoder(encoder);
    readers =
        new InputReaders(
            settings, new FakeSerdes(), checked, TopologyFixture::fetch, lookAhead, meters);
    topology =
        new EnrichmentTopology(
                settings,
                new FakeSerdes(),
                checked,
                readers,
                new RequestedDetections(
                    checked,
                    DETECTION,
                    MAX_DETECTION_PROMPTS,
                    TopologyFixture::fetch,
                    settings.model().revision()),
                InputBudget.unbounded(),
                new AlwaysIdle(),
                meters)
            .build(config);
    driver = new TopologyTestDriver(topology, config, Instant.ofEpochMilli(0));
    images = input(settings.topics().images());
    captions = input(settings.topics().captions());
    labelSets = input(settings.topics().labelSets());
    decisions = input(settings.alertDecisionsTopic());
    detectionRequests = input(settings.topics().detectionRequests());
    detections = output(settings.topics().detections());
    enrichedImages = output(settings.topics().enrichedImages());
    enrichedCaptions = output(settings.topics().enrichedCaptions());
    alerts = output(settings.topics().mismatchAlerts());
    deadLetters =
        driver.createOutputTopic(
            settings.topics().deadLetters(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  static TopologySettings settings() {
    return settings(TopologySettings.ImageValues.AVRO, OutputLimits.brokerDefaults());
  }

  static JudgingSettings similarity(double threshold) {
    return JudgingSettings.alone(
        new SimilarityPolicy(OptionalDouble.of(threshold), 0),
        Fingerprint.of(out -> out.writeString("similarity " + threshold)));
  }

  static TopologySettings settings(JudgingSettings judging) {
    TopologySettings settings = settings();
    return new TopologySettings(
        settings.applicationId(),
        settings.topics(),
        settings.imageValues(),
        settings.model(),
        settings.normalize(),
        settings.defaultLabels(),
        settings.maxPrompts(),
        judging,
        settings.alertTimes(),
        settings.stateTtl(),
        settings.limits());
  }

  static TopologySettings settings(TopologySettings.ImageValues imageValues, OutputLimits limits) {
    return new TopologySettings(
        "test-app",
        TOPICS,
        imageValues,
        MODEL,
        true,
        Optional.of(DEFAULT_LABELS),
        MAX_PROMPTS,
        similarity(THRESHOLD),
        ALERT_TIMES,
        Optional.empty(),
        limits);
  }

  private static byte[] fetch(String uri) throws ProcessingException {
    if (uri.startsWith(ALLOWED_URIS)) {
      return utf8(uri);
    }
    throw new ProcessingException(FailureCode.FETCH_FORBIDDEN, uri + " is not allowed");
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private <T> TestOutputTopic<String, T> output(String topic) {
    @SuppressWarnings("unchecked")
    Deserializer<T> deserializer = (Deserializer<T>) FakeSerdes.deserializer();
    return driver.createOutputTopic(topic, new StringDeserializer(), deserializer);
  }

  void image(String id, String content, long timestamp) {
    image(id, content, Map.of(), timestamp, new RecordHeaders());
  }

  void image(
      String id, String content, Map<String, String> attributes, long timestamp, Headers headers) {
    ImageEvent event = new ImageEvent(buffer(content), null, null, attributes);
    images.pipeInput(new TestRecord<>(utf8(id), avro(event), headers, timestamp));
  }

  void imageByUri(String id, String uri, long timestamp) {
    ImageEvent event = new ImageEvent(null, uri, null, Map.of());
    images.pipeInput(new TestRecord<>(utf8(id), avro(event), new RecordHeaders(), timestamp));
  }

  void deleteImage(String id, long timestamp) {
    images.pipeInput(new TestRecord<>(utf8(id), null, new RecordHeaders(), timestamp));
  }

  void caption(String id, String imageId, String text, long timestamp) {
    caption(id, imageId, text, Map.of(), timestamp, new RecordHeaders());
  }

  void caption(
      String id,
      String imageId,
      String text,
      Map<String, String> attributes,
      long timestamp,
      Headers headers) {
    CaptionEvent event = new CaptionEvent(imageId, text, attributes);
    captions.pipeInput(new TestRecord<>(utf8(id), avro(event), headers, timestamp));
  }

  void deleteCaption(String id, long timestamp) {
    captions.pipeInput(new TestRecord<>(utf8(id), null, new RecordHeaders(), timestamp));
  }

  /** What the HTTP interface makes of an alert that somebody accepts. */
  void accept(String captionId, AlertDecision decision, long timestamp) {
    byte[] value = AlertDecision.SERDE.serializer().serialize("any", decision);
    decisions.pipeInput(new TestRecord<>(utf8(captionId), value, new RecordHeaders(), timestamp));
  }

  /** Whether the last walk through the images is over. */
  boolean isRelabelled() {
    WalkProgress walk =
        (WalkProgress)
            driver.getKeyValueStore(EnrichmentTopology.IMAGE_WALKS_STORE).get("relabelling");
    return walk != null && walk.done();
  }

  /** Lets time pass: what the clock has to do is done. */
  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  void labels(String name, List<String> labels, long timestamp) {
    labels(name, new LabelSet(labels, List.of("a photo of a {}"), true, 5), timestamp);
  }

  void labels(String name, LabelSet event, long timestamp) {
    labelSets.pipeInput(new TestRecord<>(utf8(name), avro(event), new RecordHeaders(), timestamp));
  }

  void deleteLabels(String name, long timestamp) {
    labelSets.pipeInput(new TestRecord<>(utf8(name), null, new RecordHeaders(), timestamp));
  }

  List<TestRecord<String, EnrichedImage>> enrichedImages() {
    return enrichedImages.readRecordsToList();
  }

  List<TestRecord<String, EnrichedCaption>> enrichedCaptions() {
    return enrichedCaptions.readRecordsToList();
  }

  List<TestRecord<String, MismatchAlert>> alerts() {
    return alerts.readRecordsToList();
  }

  List<TestRecord<String, DetectionResult>> detections() {
    return detections.readRecordsToList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  /** The latest value by key, as a consumer of a compacted topic sees it. */
  static <T> Map<String, T> latest(List<TestRecord<String, T>> records) {
    Map<String, T> latest = new LinkedHashMap<>();
    for (TestRecord<String, T> record : records) {
      if (record.value() == null) {
        latest.remove(record.key());
      } else {
        latest.put(record.key(), record.value());
      }
    }
    return latest;
  }

  static <T> List<T> values(List<TestRecord<String, T>> records) {
    List<T> values = new ArrayList<>();
    records.forEach(record -> values.add(record.value()));
    return values;
  }

  static String header(TestRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  static byte[] avro(Object event) {
    return FakeSerdes.serializer().serialize("any", event);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ByteBuffer buffer(String content) {
    return ByteBuffer.wrap(utf8(content));
  }

  @Override
  public void close() {
    driver.close();
    readers.close();
  }
}
