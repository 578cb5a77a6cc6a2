package io.clipstreams.topology;

import io.clipstreams.scoring.DriftWatch;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.ReferencePair;
import io.clipstreams.scoring.References;
import io.clipstreams.scoring.Reservoir;
import io.clipstreams.topology.JudgingSettings.Recent;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageSummary;
import io.clipstreams.topology.state.JudgeState;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the pairs of a task, by what was recent in it if the policy wants that.
 *
 * <p>What its verdicts rest on is a matter of the configuration and of whether enough pairs have
 * been seen. It is kept in a store, where {@link CaptionRejudger} finds it.
 */
final class TaskJudge implements AutoCloseable {
  /** The only key of its store. */
  static final String STATE_KEY = "judge";

  /** Enough that chance does not move their mean by a spread of single pairs. */
  private static final int DRIFT_PAIRS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(TaskJudge.class);

  private final JudgingSettings settings;
  private final Optional<RecentPairs> recent;
  private final KeyValueStore<String, JudgeState> states;
  private final DriftWatch drift;
  private final PairMeters meters;
  private final AtomicInteger fill;
  private boolean warm;

  /**
   * @param settings how to judge
   * @param recent the task's recent pairs, if the policy wants them
   * @param states where it remembers what its verdicts rest on
   * @param meters show what it sees; closed with it
   */
  TaskJudge(
      JudgingSettings settings,
      Optional<RecentPairs> recent,
      KeyValueStore<String, JudgeState> states,
      PairMeters meters) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.recent = Objects.requireNonNull(recent, "recent");
    this.states = Objects.requireNonNull(states, "states");
    this.meters = Objects.requireNonNull(meters, "meters");
    this.drift =
        settings
            .expected()
            .map(band -> new DriftWatch(DRIFT_PAIRS, band.least(), band.most()))
            .orElseGet(() -> DriftWatch.anywhere(DRIFT_PAIRS));
    meters.watch(drift);
    this.fill = meters.watchFill(settings.recent().map(Recent::size).orElse(0));
    showFill();
    // Once warm it stays so, even if captions are deleted: verdicts would be taken to and fro.
    this.warm =
        recent.isPresent()
            && known().map(JudgeState::basis).equals(Optional.of(settings.basis(true)));
  }

  private Optional<JudgeState> known() {
    return Optional.ofNullable(states.get(STATE_KEY));
  }

  /** The judge of one caption. */
  PairJudge of(String captionId) {
    return new PairJudge() {
      @Override
      public Fingerprint basis() {
        return TaskJudge.this.basis();
      }

      @Override
      public MatchResult judge(Caption caption, ImageSummary.Embedded image, boolean again) {
        MatchResult match =
            settings
                .policy()
                .judge(image.vector(), caption.vector(), references(captionId, caption.imageId()));
        remember(captionId, caption, image, again);
        if (!again) {
          watch(match.similarity());
        }
        return match;
      }
    };
  }

  private Fingerprint basis() {
    warm = warm || isWarm();
    return settings.basis(warm);
  }

  private boolean isWarm() {
    return recent.isPresent() && recent.get().fill() >= configured().warmUp();
  }

  private Recent configured() {
    return settings.recent().orElseThrow();
  }

  private References references(String captionId, String imageId) {
    if (recent.isEmpty()) {
      return References.none();
    }
    return warm
        ? recent.get().without(captionId, imageId)
        : configured()
            .untilWarm()
            .map(set -> set.without(captionId, imageId))
            .orElse(References.none());
  }

  /** A pair that is judged again has been seen before, unless that was under another policy. */
  private void remember(
      String captionId, Caption caption, ImageSummary.Embedded image, boolean again) {
    if (recent.isPresent() && !(again && (warm || recent.get().holds(captionId)))) {
      recent
          .get()
          .see(ReferencePair.of(captionId, caption.imageId(), image.vector(), caption.vector()));
      showFill();
      save();
    }
  }

  private void showFill() {
    recent.ifPresent(pairs -> fill.set(pairs.fill()));
  }

  private void watch(float similarity) {
    switch (drift.see(similarity)) {
      case NONE -> {}
      case LEFT ->
          LOG.warn(
              "The mean cosine of the last {} pairs is {}, the calibration's right pairs are at"
                  + " {}: thresholds may not hold. 'clip-streams calibrate' makes new ones",
              DRIFT_PAIRS,
              shownMean(),
              drift);
      case RETURNED ->
          LOG.info(
              "The mean cosine of the last {} pairs is where the calibration's were again: {}",
              DRIFT_PAIRS,
              shownMean());
    }
  }

  private String shownMean() {
    return String.format(Locale.ROOT, "%.3f", drift.mean());
  }

  /** A caption was deleted. */
  void forget(String captionId) {
    recent.ifPresent(pairs -> pairs.forget(captionId));
    showFill();
  }

  /** Lets others know what verdicts rest on; to be called now and then. */
  void tick() {
    Fingerprint basis = basis();
    if (!known().map(JudgeState::basis).equals(Optional.of(basis))) {
      save();
    }
  }

  private void save() {
    states.put(
        STATE_KEY,
        new JudgeState(
            basis(), recent.map(RecentPairs::position).orElse(Reservoir.Position.START)));
  }

  /** What it showed is shown no longer. */
  @Override
  public void close() {
    meters.close();
  }
}
