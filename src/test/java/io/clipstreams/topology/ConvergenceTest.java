package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.LabelScore;
import io.clipstreams.MismatchAlert;
import io.clipstreams.topology.state.AlertDecision;
import io.clipstreams.topology.state.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the order in which images, captions, replacements, deletions and bad records come, the
 * outputs converge to what a batch job over the latest inputs gives.
 */
class ConvergenceTest {
  private static final float SIMILARITY_TOLERANCE = 1e-6f;
  private static final int SAMPLED_ORDERS = 300;
  private static final int LONG_HISTORIES = 100;
  private static final int EVENTS_A_HISTORY = 25;

  /** How many deadlines are dealt with at a time. */
  private static final int CLOCK_STEP = 500;

  private static final String BAD_PICTURE = "bad picture";

  @TempDir private Path stateDir;

  /** What may happen to one caption and its image. */
  private enum Event {
    IMAGE,
    CAPTION,
    IMAGE_REPLACED,
    CAPTION_REPLACED,
    IMAGE_DELETED,
    CAPTION_DELETED,
    BAD_IMAGE,
    BAD_CAPTION,
    CAPTION_MOVED,
    CAPTION_ACCEPTED,
    PAIR_ACCEPTED,
    FAILURE_ACCEPTED,
    ABSENCE_ACCEPTED,
    TIME_PASSES,
    LABEL_SET_CHANGED
  }

  @Test
  void everyOrderOfEveryFourEventsConverges() {
    List<List<Event>> orders = new ArrayList<>();
    List<Event> events = List.of(Event.values()).subList(0, 9);
    for (List<Event> chosen : subsets(events, 4)) {
      permutations(new ArrayList<>(chosen), 0, orders);
    }
    assertThat(orders).hasSize(126 * 24);
    run(orders);
  }

  /** Acceptances and time, each in every order with every two of the other events. */
  @Test
  void everyOrderOfAcceptancesAndTimeConverges() {
    List<Event> others = List.of(Event.values()).subList(0, 9);
    List<List<Event>> orders = new ArrayList<>();
    for (Event event : List.of(Event.values()).subList(9, 13)) {
      for (List<Event> two : subsets(others, 2)) {
        List<Event> chosen = new ArrayList<>(two);
        chosen.add(event);
        chosen.add(Event.TIME_PASSES);
        permutations(chosen, 0, orders);
      }
    }
    assertThat(run(orders).resolutions())
        .as("the events do what they are named for")
        .contains(AlertResolution.ACCEPTED, AlertResolution.IMAGE_ARRIVED);
  }

  @Test
  void sampledOrdersOfAllEventsConverge() {
    Random random = new Random(3);
    List<List<Event>> orders = new ArrayList<>();
    for (int i = 0; i < SAMPLED_ORDERS; i++) {
      List<Event> order = new ArrayList<>(List.of(Event.values()));
      Collections.shuffle(order, random);
      orders.add(order);
    }
    run(orders);
  }

  @Test
  void longHistoriesWithRepetitionsConverge() {
    Random random = new Random(4);
    List<List<Event>> orders = new ArrayList<>();
    for (int i = 0; i < LONG_HISTORIES; i++) {
      List<Event> order = new ArrayList<>();
      for (int step = 0; step < EVENTS_A_HISTORY; step++) {
        order.add(Event.values()[random.nextInt(Event.values().length)]);
      }
      orders.add(order);
    }
    run(orders);
  }

  private Histories run(List<List<Event>> orders) {
    try (TopologyFixture stream = new TopologyFixture(stateDir)) {
      Oracle oracle = new Oracle();
      stream.labels("extra", List.of("first"), 0);
      oracle.labels(List.of("first"));
      Histories histories = new Histories();
      long timestamp = 1;
      for (int world = 0; world < orders.size(); world++) {
        for (Event event : orders.get(world)) {
          apply(event, world, timestamp++, stream, oracle);
        }
        histories.read(stream);
      }
      do {
        stream.pass(ImageRelabeller.INTERVAL);
      } while (!stream.isRelabelled());
      histories.read(stream);
      for (int world = 0; world < orders.size(); world++) {
        check(world, orders.get(world), histories, oracle);
      }
      checkThatResolvedAlertsAreForgotten(stream, histories);
      assertThat(histories.deadLetters).isEqualTo(oracle.failures());
      return histories;
    }
  }

  /** In the end the topic holds a record for each alert that stands, and for no other. */
  private static void checkThatResolvedAlertsAreForgotten(
      TopologyFixture stream, Histories histories) {
    Set<String> resolved = new HashSet<>();
    histories.alerts.forEach(
        (caption, alerts) -> {
          if (alerts.size() % 2 == 0) {
            resolved.add(caption);
          }
        });
    Set<String> left = new HashSet<>(resolved);
    left.removeAll(histories.forgotten);
    for (int i = 0; i <= left.size() / CLOCK_STEP; i++) {
      stream.pass(TopologyFixture.ALERT_TIMES.resolvedRetention());
    }
    List<TestRecord<String, MismatchAlert>> last = stream.alerts();
    Map<String, MismatchAlert> latest = new HashMap<>();
    last.forEach(record -> latest.put(record.key(), record.value()));
    assertThat(left).allMatch(latest::containsKey);
    assertThat(latest.values())
        .allMatch(alert -> alert == null || alert.getState() == AlertState.RAISED);
  }

  private static void apply(
      Event event, int world, long timestamp, TopologyFixture stream, Oracle oracle) {
    String image = "image-" + world;
    String caption = "caption-" + world;
    switch (event) {
      case IMAGE -> image(image, firstPicture(world), timestamp, stream, oracle);
      case IMAGE_REPLACED -> image(image, "second picture " + world % 5, timestamp, stream, oracle);
      case BAD_IMAGE -> image(image, BAD_PICTURE, timestamp, stream, oracle);
      case IMAGE_DELETED -> {
        stream.deleteImage(image, timestamp);
        oracle.deleteImage(image);
      }
      case CAPTION -> caption(caption, image, firstText(world), timestamp, stream, oracle);
      case CAPTION_ACCEPTED -> {
        Map<String, String> attributes = Map.of("clip.mismatch", "accept");
        stream.caption(
            caption, image, firstText(world), attributes, timestamp, new RecordHeaders());
        oracle.caption(caption, image, firstText(world), true);
      }
      case PAIR_ACCEPTED ->
          accept(
              caption, image, world, Optional.of(firstPicture(world)), timestamp, stream, oracle);
      case FAILURE_ACCEPTED ->
          accept(caption, image, world, Optional.of(BAD_PICTURE), timestamp, stream, oracle);
      case ABSENCE_ACCEPTED ->
          accept(caption, image, world, Optional.empty(), timestamp, stream, oracle);
      case TIME_PASSES -> {
        stream.pass(TopologyFixture.ALERT_TIMES.imageMissingAfter());
        oracle.pass();
      }
      case CAPTION_REPLACED ->
          caption(caption, image, "second text " + world % 3, timestamp, stream, oracle);
      case CAPTION_MOVED ->
          caption(caption, "image-" + (world + 1), "first text", timestamp, stream, oracle);
      case BAD_CAPTION -> caption(caption, image, "bad text", timestamp, stream, oracle);
      case CAPTION_DELETED -> {
        stream.deleteCaption(caption, timestamp);
        oracle.deleteCaption(caption);
      }
      case LABEL_SET_CHANGED -> {
        List<String> labels = List.of("label " + timestamp % 4);
        stream.labels("extra", labels, timestamp);
        oracle.labels(labels);
      }
    }
  }

  private static void image(
      String id, String content, long timestamp, TopologyFixture stream, Oracle oracle) {
    stream.image(id, content, timestamp);
    oracle.image(id, content);
  }

  private static void caption(
      String id, String image, String text, long timestamp, TopologyFixture stream, Oracle oracle) {
    stream.caption(id, image, text, timestamp);
    oracle.caption(id, image, text, false);
  }

  private static void accept(
      String caption,
      String image,
      int world,
      Optional<String> content,
      long timestamp,
      TopologyFixture stream,
      Oracle oracle) {
    AlertDecision decision =
        AlertDecision.accepting(image, firstText(world), content.map(bytes -> imageVersion(bytes)));
    stream.accept(caption, decision, timestamp);
    oracle.accept(caption, image, firstText(world), content);
  }

  /** As the alert has it. */
  private static String imageVersion(String content) {
    byte[] hashed =
        content.equals(BAD_PICTURE)
            ? TopologyFixture.avro(
                new ImageEvent(TopologyFixture.buffer(content), null, null, Map.of()))
            : TopologyFixture.utf8(content);
    return Fingerprint.of(Fingerprint.sha256(hashed)).toHex();
  }

  private static String firstPicture(int world) {
    return "first picture " + world % 7;
  }

  private static String firstText(int world) {
    return "first text " + world % 11;
  }

  private static void check(int world, List<Event> order, Histories histories, Oracle oracle) {
    String imageId = "image-" + world;
    String captionId = "caption-" + world;
    EnrichedImage image = histories.images.get(imageId);
    Optional<String> expectedImage = oracle.enrichedImage(imageId);
    assertThat(image != null).as("%s: image", order).isEqualTo(expectedImage.isPresent());
    if (image != null) {
      assertThat(image.getLabels().get("extra"))
          .as("%s: labels", order)
          .extracting(LabelScore::getLabel)
          .containsExactlyElementsOf(oracle.labels());
    }
    EnrichedCaption caption = histories.captions.get(captionId);
    Optional<Oracle.ExpectedCaption> expected = oracle.enrichedCaption(captionId);
    assertThat(caption != null).as("%s: caption", order).isEqualTo(expected.isPresent());
    if (caption != null) {
      check(caption, expected.orElseThrow(), order);
    }
    checkAlerts(
        histories.alerts.getOrDefault(captionId, List.of()),
        expected,
        oracle.alert(captionId),
        order);
  }

  private static void check(
      EnrichedCaption caption, Oracle.ExpectedCaption expected, List<Event> order) {
    assertThat(caption.getImageId()).as("%s", order).isEqualTo(expected.input().imageId());
    assertThat(caption.getText()).as("%s", order).isEqualTo(expected.input().text());
    assertThat(caption.getStatus()).as("%s", order).isEqualTo(expected.status());
    assertThat(caption.getMatch() != null)
        .as("%s", order)
        .isEqualTo(expected.status() == CaptionStatus.SCORED);
    if (caption.getMatch() != null) {
      assertThat(caption.getMatch().getSimilarity())
          .as("%s", order)
          .isCloseTo(expected.similarity(), within(SIMILARITY_TOLERANCE));
    }
  }

  private static void checkAlerts(
      List<MismatchAlert> alerts,
      Optional<Oracle.ExpectedCaption> expected,
      Optional<AlertReason> due,
      List<Event> order) {
    for (int i = 0; i < alerts.size(); i++) {
      MismatchAlert alert = alerts.get(i);
      boolean raised = i % 2 == 0;
      assertThat(alert.getState())
          .as("%s: alerts are raised and resolved in turn", order)
          .isEqualTo(raised ? AlertState.RAISED : AlertState.RESOLVED);
      if (!raised) {
        MismatchAlert before = alerts.get(i - 1);
        assertThat(alert.getText()).as("%s", order).isEqualTo(before.getText());
        assertThat(alert.getMatch()).as("%s", order).isEqualTo(before.getMatch());
        assertThat(alert.getRaisedAt()).as("%s", order).isEqualTo(before.getRaisedAt());
        assertThat(alert.getResolution()).as("%s", order).isNotNull();
        if (before.getReason() != AlertReason.IMAGE_MISSING) {
          // That is raised by the wall clock, and resolved at the time of some record.
          assertThat(alert.getResolvedAt()).as("%s", order).isAfterOrEqualTo(before.getRaisedAt());
        }
      }
    }
    boolean stands = alerts.size() % 2 == 1;
    assertThat(stands).as("%s: an alert stands", order).isEqualTo(due.isPresent());
    if (stands) {
      MismatchAlert last = alerts.get(alerts.size() - 1);
      assertThat(last.getText()).as("%s", order).isEqualTo(expected.orElseThrow().input().text());
      assertThat(last.getReason()).as("%s", order).isEqualTo(due.orElseThrow());
    }
  }

  /** What came out, by key. */
  private static final class Histories {
    private final Map<String, EnrichedImage> images = new HashMap<>();
    private final Map<String, EnrichedCaption> captions = new HashMap<>();
    private final Map<String, List<MismatchAlert>> alerts = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private int deadLetters;

    void read(TopologyFixture stream) {
      stream.enrichedImages().forEach(record -> put(images, record));
      stream.enrichedCaptions().forEach(record -> put(captions, record));
      stream
          .alerts()
          .forEach(
              record -> {
                if (record.value() == null) {
                  assertThat(forgotten.add(record.key())).isTrue();
                } else {
                  forgotten.remove(record.key());
                  alerts
                      .computeIfAbsent(record.key(), key -> new ArrayList<>())
                      .add(record.value());
                }
              });
      deadLetters += stream.deadLetters().size();
    }

    Set<AlertResolution> resolutions() {
      Set<AlertResolution> resolutions = new HashSet<>();
      alerts.values().forEach(all -> all.forEach(alert -> resolutions.add(alert.getResolution())));
      return resolutions;
    }

    private static <T> void put(Map<String, T> latest, TestRecord<String, T> record) {
      T before = latest.put(record.key(), record.value());
      assertThat(before == null || !Objects.equals(before, record.value()))
          .as("published twice: %s", record)
          .isTrue();
    }
  }

  private static List<List<Event>> subsets(List<Event> events, int size) {
    List<List<Event>> subsets = new ArrayList<>();
    for (int mask = 0; mask < 1 << events.size(); mask++) {
      if (Integer.bitCount(mask) == size) {
        List<Event> subset = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
          if ((mask & 1 << i) != 0) {
            subset.add(events.get(i));
          }
        }
        subsets.add(subset);
      }
    }
    return subsets;
  }

  private static void permutations(List<Event> events, int from, List<List<Event>> all) {
    if (from == events.size()) {
      all.add(List.copyOf(events));
      return;
    }
    for (int i = from; i < events.size(); i++) {
      Collections.swap(events, from, i);
      permutations(events, from + 1, all);
      Collections.swap(events, from, i);
    }
  }
}
