package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.ContrastPolicy;
import io.clipstreams.scoring.SimilarityPolicy;
import io.clipstreams.topology.JudgingSettings.Band;
import io.clipstreams.topology.state.Fingerprint;
import io.micrometer.core.instrument.Meter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What can be watched of pairs and alerts. */
class WatchedPairsTest {
  /** So many are needed before anything is said of their mean. */
  private static final int PAIRS = 256;

  private static final int WARM_UP = 6;
  private static final int SIZE = 10;

  @TempDir private Path stateDir;
  private final Logger logger = (Logger) LoggerFactory.getLogger(TaskJudge.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.setLevel(null);
    logger.detachAppender(log);
  }

  private TopologyFixture open(JudgingSettings judging) {
    return new TopologyFixture(stateDir, TopologyFixture.settings(judging), new FakeEncoder());
  }

  private static void pairs(TopologyFixture stream, int from, int to) {
    for (int i = from; i < to; i++) {
      stream.image("i" + i, "picture " + i, i);
      stream.caption("c" + i, "i" + i, "text " + i, i);
    }
  }

  /** Image and caption alike: the encoder makes the same of the same content. */
  private static void fittingPairs(TopologyFixture stream, int from, int to) {
    for (int i = from; i < to; i++) {
      stream.image("i" + i, "same " + i, i);
      stream.caption("c" + i, "i" + i, "same " + i, i);
    }
  }

  private static double gauge(TopologyFixture stream, String name) {
    return stream.meters.get(name).gauge().value();
  }

  @Test
  void aMeanThatLeavesTheCalibrationsBandIsSaidOnceAndSoIsItsReturn() {
    try (TopologyFixture stream =
        open(TopologyFixture.similarity(0.1).expecting(Optional.of(new Band(0.9, 1.1))))) {
      fittingPairs(stream, 0, PAIRS);
      assertThat(log.list).isEmpty();
      assertThat(gauge(stream, "clip.pairs.drifted")).isZero();

      pairs(stream, PAIRS, 2 * PAIRS);
      assertThat(log.list).hasSize(1);
      assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
      assertThat(log.list.get(0).getFormattedMessage())
          .contains("mean cosine of the last 256 pairs", "0.900 to 1.100", "calibrate");
      assertThat(gauge(stream, "clip.pairs.drifted")).isEqualTo(1);

      fittingPairs(stream, 2 * PAIRS, 3 * PAIRS);
      assertThat(log.list).hasSize(2);
      assertThat(log.list.get(1).getLevel()).isEqualTo(Level.INFO);
      assertThat(gauge(stream, "clip.pairs.drifted")).isZero();
    }
  }

  @Test
  void meanAndQuantilesAreThoseOfThePublishedCosines() {
    try (TopologyFixture stream = open(TopologyFixture.similarity(0.1))) {
      assertThat(gauge(stream, "clip.pairs.similarity.mean")).isNaN();
      pairs(stream, 0, 21);
      List<Double> published =
          TopologyFixture.latest(stream.enrichedCaptions()).values().stream()
              .map(EnrichedCaption::getMatch)
              .map(match -> (double) match.getSimilarity())
              .sorted()
              .toList();
      assertThat(published).hasSize(21);
      assertThat(gauge(stream, "clip.pairs.similarity.mean"))
          .isCloseTo(
              published.stream().mapToDouble(it -> it).average().orElseThrow(), within(1e-6));
      assertThat(quantile(stream, "0.05")).isEqualTo(published.get(1));
      assertThat(quantile(stream, "0.5")).isEqualTo(published.get(10));
      assertThat(quantile(stream, "0.95")).isEqualTo(published.get(19));
      assertThat(log.list).isEmpty();
    }
  }

  private static double quantile(TopologyFixture stream, String share) {
    return stream.meters.get("clip.pairs.similarity").tag("quantile", share).gauge().value();
  }

  private static JudgingSettings contrast() {
    SimilarityPolicy similarity = new SimilarityPolicy(OptionalDouble.of(0.1), 0);
    return new JudgingSettings(
        new ContrastPolicy(0.5, 0, similarity, 3),
        Optional.of(new JudgingSettings.Recent(SIZE, WARM_UP, 1, Optional.empty())),
        Fingerprint.of(out -> out.writeString("contrast")),
        Optional.empty());
  }

  @Test
  void pairsThatAreJudgedAgainDoNotCount() {
    try (TopologyFixture stream = open(contrast())) {
      pairs(stream, 0, WARM_UP + 4);
      stream.enrichedCaptions();
      double mean = gauge(stream, "clip.pairs.similarity.mean");
      for (int step = 0; step < 3; step++) {
        stream.pass(CaptionRejudger.INTERVAL);
      }
      assertThat(TopologyFixture.latest(stream.enrichedCaptions())).hasSize(WARM_UP);
      assertThat(gauge(stream, "clip.pairs.similarity.mean")).isEqualTo(mean);
    }
  }

  @Test
  void theFillOfTheRecentPairsIsShown() {
    try (TopologyFixture stream = open(contrast())) {
      pairs(stream, 0, 4);
      assertThat(gauge(stream, "clip.recent.pairs")).isEqualTo(4);
      stream.deleteCaption("c2", 10);
      assertThat(gauge(stream, "clip.recent.pairs")).isEqualTo(3);
      pairs(stream, 10, 40);
      assertThat(gauge(stream, "clip.recent.pairs")).isEqualTo(SIZE);
      assertThat(gauge(stream, "clip.recent.pairs.max")).isEqualTo(SIZE);
    }
  }

  @Test
  void alertsAreCountedByReasonAndByResolution() {
    try (TopologyFixture stream = open(TopologyFixture.similarity(1))) {
      stream.image("i1", "a dog", 1);
      stream.caption("c1", "i1", "a cat", 2);
      stream.caption("c1", "i1", "a cow", 3);
      stream.image("i1", "bad picture", 4);
      assertThat(raised(stream, "MISMATCH")).isEqualTo(2);
      assertThat(raised(stream, "IMAGE_FAILED")).isEqualTo(1);
      assertThat(raised(stream, "IMAGE_MISSING")).isZero();
      assertThat(resolved(stream, "CAPTION_CHANGED")).isEqualTo(1);
      assertThat(resolved(stream, "IMAGE_CHANGED")).isEqualTo(1);
    }
  }

  private static double raised(TopologyFixture stream, String reason) {
    return stream.meters.get("clip.alerts.raised").tag("reason", reason).counter().count();
  }

  private static double resolved(TopologyFixture stream, String resolution) {
    return stream
        .meters
        .get("clip.alerts.resolved")
        .tag("resolution", resolution)
        .counter()
        .count();
  }

  @Test
  void aTasksGaugesGoWithIt() {
    TopologyFixture stream = open(TopologyFixture.similarity(0.1));
    assertThat(names(stream)).contains("clip.pairs.similarity", "clip.recent.pairs");
    stream.close();
    assertThat(names(stream)).noneMatch(name -> name.matches("clip[.](pairs|recent)[.].*"));
  }

  private static List<String> names(TopologyFixture stream) {
    return stream.meters.getMeters().stream().map(Meter::getId).map(Meter.Id::getName).toList();
  }
}
