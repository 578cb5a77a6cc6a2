package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.Match;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.ContrastPolicy;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.ReferencePair;
import io.clipstreams.scoring.ReferenceSet;
import io.clipstreams.scoring.Reservoir;
import io.clipstreams.scoring.SimilarityPolicy;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageSummary;
import io.clipstreams.topology.state.JudgeState;
import io.clipstreams.topology.state.RecordOrigin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts by what was recent, and verdicts that are taken again. */
class JudgingAgainTest {
  private static final int WARM_UP = 6;
  private static final int SIZE = 10;

  @TempDir private Path stateDir;

  private static JudgingSettings contrast(double threshold, Optional<ReferenceSet> untilWarm) {
    return contrast(threshold, OptionalDouble.of(0.1), untilWarm);
  }

  private static JudgingSettings contrast(
      double threshold, OptionalDouble similarityThreshold, Optional<ReferenceSet> untilWarm) {
    SimilarityPolicy similarity = new SimilarityPolicy(similarityThreshold, 0);
    return new JudgingSettings(
        new ContrastPolicy(threshold, 0, similarity, WARM_UP / 2),
        Optional.of(new JudgingSettings.Recent(SIZE, WARM_UP, 1, untilWarm)),
        Fingerprint.of(out -> out.writeString("contrast " + threshold)),
        Optional.empty());
  }

  private TopologyFixture open(String name, JudgingSettings judging) {
    return new TopologyFixture(
        stateDir.resolve(name), TopologyFixture.settings(judging), new FakeEncoder());
  }

  private static void pair(TopologyFixture stream, int number) {
    stream.image("i" + number, "picture " + number, number);
    stream.caption("c" + number, "i" + number, "text " + number, number);
  }

  private static Map<String, Match> matches(List<TestRecord<String, EnrichedCaption>> records) {
    Map<String, Match> matches = new LinkedHashMap<>();
    TopologyFixture.latest(records)
        .forEach(
            (id, caption) -> {
              if (caption.getMatch() != null) {
                matches.put(id, caption.getMatch());
              }
            });
    return matches;
  }

  @Test
  void whatWasJudgedDuringTheWarmUpIsJudgedAgainOnceAndTheRestStands() {
    try (TopologyFixture stream = open("warm", contrast(0.5, Optional.empty()))) {
      for (int i = 0; i < WARM_UP + 3; i++) {
        pair(stream, i);
      }
      Map<String, Match> first = matches(stream.enrichedCaptions());
      assertThat(policies(first, 0, WARM_UP)).containsOnly("similarity");
      assertThat(policies(first, WARM_UP, WARM_UP + 3)).containsOnly("contrast");
      assertThat(first.get("c" + WARM_UP).getContrastImages()).isBetween(0f, 1f);
      assertThat(first.get("c0").getContrastImages()).isNull();

      settle(stream);
      Map<String, Match> again = matches(stream.enrichedCaptions());
      assertThat(again.keySet()).containsExactlyInAnyOrder("c0", "c1", "c2", "c3", "c4", "c5");
      assertThat(policies(again, 0, WARM_UP)).containsOnly("contrast");
      assertThat(judgeState(stream).recent().seen())
          .as("what is judged again has been seen before")
          .isEqualTo(WARM_UP + 3);

      pair(stream, 50);
      stream.enrichedCaptions();
      settle(stream);
      assertThat(stream.enrichedCaptions()).isEmpty();
    }
  }

  @Test
  void withoutAThresholdNothingIsDecidedUntilTheWarmUpEnds() {
    JudgingSettings judging = contrast(0.5, OptionalDouble.empty(), Optional.empty());
    try (TopologyFixture stream = open("undecided", judging)) {
      for (int i = 0; i < WARM_UP; i++) {
        pair(stream, i);
      }
      assertThat(matches(stream.enrichedCaptions()).values())
          .hasSize(WARM_UP)
          .extracting(Match::getVerdict)
          .containsOnly(Verdict.UNDECIDED);
      assertThat(stream.alerts()).isEmpty();

      settle(stream);
      Map<String, Match> decided = matches(stream.enrichedCaptions());
      assertThat(policies(decided, 0, WARM_UP)).containsOnly("contrast");
      assertThat(decided.values()).extracting(Match::getVerdict).doesNotContain(Verdict.UNDECIDED);
      assertThat(TopologyFixture.latest(stream.alerts()).keySet())
          .isEqualTo(
              decided.keySet().stream()
                  .filter(id -> decided.get(id).getVerdict() == Verdict.MISMATCH)
                  .collect(Collectors.toSet()));
    }
  }

  private static List<String> policies(Map<String, Match> matches, int from, int to) {
    List<String> policies = new ArrayList<>();
    for (int i = from; i < to; i++) {
      policies.add(matches.get("c" + i).getPolicy());
    }
    return policies;
  }

  @Test
  void aReferenceSetStandsInDuringTheWarmUp() {
    List<ReferencePair> pairs = new ArrayList<>();
    for (int i = 0; i < WARM_UP; i++) {
      pairs.add(
          ReferencePair.of("r" + i, "r" + i, vector("reference " + i), vector("its text " + i)));
    }
    try (TopologyFixture stream =
        open("set", contrast(0.5, Optional.of(new ReferenceSet(pairs))))) {
      for (int i = 0; i < WARM_UP; i++) {
        pair(stream, i);
      }
      Map<String, Match> first = matches(stream.enrichedCaptions());
      assertThat(policies(first, 0, WARM_UP)).containsOnly("contrast");
      settle(stream);
      // By pairs of the stream now, so that the scores are others.
      assertThat(matches(stream.enrichedCaptions()).keySet()).isEqualTo(first.keySet());
    }
  }

  private static float[] vector(String content) {
    return FakeEncoder.vector(TopologyFixture.utf8(content));
  }

  @Test
  void theSameOrderGivesTheSameVerdicts() {
    List<Map<String, Match>> runs = new ArrayList<>();
    for (String run : new String[] {"one", "two"}) {
      try (TopologyFixture stream = open(run, contrast(0.5, Optional.empty()))) {
        for (int i = 0; i < 150; i++) {
          pair(stream, i);
        }
        settle(stream);
        runs.add(matches(stream.enrichedCaptions()));
      }
    }
    assertThat(runs.get(0)).hasSize(150).isEqualTo(runs.get(1));
  }

  @Test
  void afterARestartVerdictsAreThoseThatWouldHaveBeen() {
    try (TopologyFixture stream = open("restart", contrast(0.5, Optional.empty()))) {
      for (int i = 0; i < 120; i++) {
        pair(stream, i);
      }
      stream.enrichedCaptions();
      TaskJudge restarted = restarted(stream, contrast(0.5, Optional.empty()));
      ImageSummary.Embedded image =
          new ImageSummary.Embedded(
              new Fingerprint(1, 1), Vectors.normalize(vector("picture 120")), List.of());
      MatchResult expected = restarted.of("c120").judge(caption("i120", "text 120"), image, true);

      pair(stream, 120);
      Match match = matches(stream.enrichedCaptions()).get("c120");
      assertThat(match.getScore()).isEqualTo(expected.score());
      assertThat(match.getPolicy()).isEqualTo(expected.policy()).isEqualTo("contrast");
    }
  }

  /** Otherwise verdicts would be taken to and fro. */
  @Test
  void onceWarmATaskStaysSoWhenCaptionsAreDeletedAndItRestarts() {
    JudgingSettings judging = contrast(0.5, Optional.empty());
    try (TopologyFixture stream = open("cold", judging)) {
      for (int i = 0; i < WARM_UP; i++) {
        pair(stream, i);
      }
      settle(stream);
      keys(stream).forEach(captionId -> stream.deleteCaption(captionId, 100));
      assertThat(keys(stream)).isEmpty();
      assertThat(restarted(stream, judging).of("any").basis()).isEqualTo(judging.basis(true));
    }
  }

  private static JudgeState judgeState(TopologyFixture stream) {
    return stream
        .driver
        .<String, JudgeState>getKeyValueStore(EnrichmentTopology.JUDGE_STORE)
        .get(TaskJudge.STATE_KEY);
  }

  /** What a new instance would make of the stores; "again" so that it remembers nothing. */
  private static TaskJudge restarted(TopologyFixture stream, JudgingSettings judging) {
    KeyValueStore<String, JudgeState> states =
        stream.driver.getKeyValueStore(EnrichmentTopology.JUDGE_STORE);
    KeyValueStore<String, Reservoir.Held> pairs =
        stream.driver.getKeyValueStore(EnrichmentTopology.RECENT_PAIRS_STORE);
    TaskJudge judge =
        new TaskJudge(
            judging,
            Optional.of(
                new RecentPairs(
                    new Reservoir(SIZE, 1), pairs, states.get(TaskJudge.STATE_KEY).recent())),
            states,
            new PairMeters(new SimpleMeterRegistry(), 0));
    judge.of("any").basis();
    return judge;
  }

  private static CaptionState.Caption caption(String imageId, String text) {
    return new CaptionState.Caption(
        imageId,
        text,
        Vectors.normalize(vector(text)),
        1,
        false,
        Map.of(),
        RecordOrigin.of(0, new RecordHeaders()));
  }

  @Test
  void theStoreIsBoundedAndForgetsDeletedCaptions() {
    try (TopologyFixture stream = open("bounded", contrast(0.5, Optional.empty()))) {
      for (int i = 0; i < 200; i++) {
        pair(stream, i);
      }
      List<String> kept = keys(stream);
      assertThat(kept).hasSizeBetween(SIZE, 2 * SIZE);
      stream.deleteCaption(kept.get(0), 300);
      assertThat(keys(stream)).doesNotContain(kept.get(0)).hasSize(kept.size() - 1);
    }
  }

  private static List<String> keys(TopologyFixture stream) {
    KeyValueStore<String, Reservoir.Held> store =
        stream.driver.getKeyValueStore(EnrichmentTopology.RECENT_PAIRS_STORE);
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, Reservoir.Held> entries = store.all()) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  @Test
  void underAnotherThresholdStoredPairsAreJudgedAgainAndAlertsCloseAsRecalibrated() {
    try (TopologyFixture before = open("before", TopologyFixture.similarity(0.2));
        TopologyFixture after = open("after", TopologyFixture.similarity(-0.2))) {
      for (int i = 0; i < 40; i++) {
        pair(before, i);
      }
      settle(before);
      Map<String, Match> old = matches(before.enrichedCaptions());
      Map<String, MismatchAlert> raised = TopologyFixture.latest(before.alerts());
      copyState(before, after);
      settle(after);

      Map<String, Match> now = matches(after.enrichedCaptions());
      assertThat(now.keySet()).isEqualTo(old.keySet());
      now.forEach(
          (id, match) -> {
            assertThat(match.getSimilarity()).isEqualTo(old.get(id).getSimilarity());
            assertThat(match.getThreshold()).isEqualTo(-0.2f);
          });
      List<MismatchAlert> transitions = TopologyFixture.values(after.alerts());
      assertThat(transitions)
          .allSatisfy(
              alert -> {
                assertThat(alert.getState()).isEqualTo(AlertState.RESOLVED);
                assertThat(alert.getResolution()).isEqualTo(AlertResolution.RECALIBRATED);
              });
      assertThat(transitions.stream().map(MismatchAlert::getCaptionId).collect(Collectors.toSet()))
          .isNotEmpty()
          .isEqualTo(
              raised.keySet().stream()
                  .filter(id -> old.get(id).getSimilarity() >= -0.2f)
                  .collect(Collectors.toSet()));
      settle(after);
      assertThat(after.enrichedCaptions()).isEmpty();
    }
  }

  @Test
  void underAnotherCalibrationThatSaysTheSameNothingIsPublished() {
    JudgingSettings same =
        JudgingSettings.alone(
            new SimilarityPolicy(OptionalDouble.of(0.2), 0),
            Fingerprint.of(out -> out.writeString("another calibration")));
    try (TopologyFixture before = open("before", TopologyFixture.similarity(0.2));
        TopologyFixture after = open("after", same)) {
      for (int i = 0; i < 10; i++) {
        pair(before, i);
      }
      copyState(before, after);
      settle(after);
      KeyValueStore<String, CaptionState> captions =
          after.driver.getKeyValueStore(EnrichmentTopology.CAPTIONS_STORE);
      assertThat(captions.get("c0").judgement().orElseThrow().basis())
          .as("judged again")
          .contains(same.basis(false));
      assertThat(after.enrichedCaptions()).isEmpty();
      assertThat(after.alerts()).isEmpty();
    }
  }

  @Test
  void fromSimilarityToContrastStoredPairsWarmItUp() {
    try (TopologyFixture before = open("before", TopologyFixture.similarity(0.1));
        TopologyFixture after = open("after", contrast(0.5, Optional.empty()))) {
      for (int i = 0; i < 20; i++) {
        pair(before, i);
      }
      settle(before);
      copyState(before, after);
      settle(after);
      Map<String, Match> now = matches(after.enrichedCaptions());
      assertThat(now).hasSize(20);
      assertThat(now.values()).extracting(Match::getPolicy).containsOnly("contrast");
    }
  }

  /** Each step by the clock does a bounded part. */
  private static void settle(TopologyFixture stream) {
    for (int step = 0; step < 20; step++) {
      stream.pass(CaptionRejudger.INTERVAL);
    }
  }

  /** The test driver forgets all when it is closed; so this is what a restart is made of. */
  private static void copyState(TopologyFixture from, TopologyFixture to) {
    copy(
        from.driver.<String, CaptionState>getKeyValueStore(EnrichmentTopology.CAPTIONS_STORE),
        to.driver.getKeyValueStore(EnrichmentTopology.CAPTIONS_STORE));
    KeyValueStore<String, ValueAndTimestamp<ImageSummary>> images =
        from.driver.getTimestampedKeyValueStore("image-summaries");
    copy(images, to.driver.getTimestampedKeyValueStore("image-summaries"));
  }

  private static <V> void copy(KeyValueStore<String, V> from, KeyValueStore<String, V> to) {
    try (KeyValueIterator<String, V> entries = from.all()) {
      entries.forEachRemaining(entry -> to.put(entry.key, entry.value));
    }
  }
}
