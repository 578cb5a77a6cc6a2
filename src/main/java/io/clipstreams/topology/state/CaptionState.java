package io.clipstreams.topology.state;

import io.clipstreams.AlertReason;
import io.clipstreams.CaptionStatus;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is remembered of a caption. A deleted caption has none.
 *
 * @param caption the latest version; empty when it could not be processed
 * @param judgement of the latest version; empty until the join has answered
 * @param published tells the last enriched record published; empty when that was null
 * @param alert the alert that stands
 * @param accepted the pairs that people accepted, oldest first; no alert is raised on them
 * @param deadlines when the clock has something to do
 */
public record CaptionState(
    Optional<Caption> caption,
    Optional<Judgement> judgement,
    Optional<Fingerprint> published,
    Optional<OpenAlert> alert,
    List<Pair> accepted,
    Deadlines deadlines) {
  /** The binary form. */
  public static final StateSerde<CaptionState> SERDE =
      new StateSerde<>("caption", 2, CaptionState::write, CaptionState::read)
          .alsoReading(1, CaptionState::readFirstFormat);

  private static final CaptionState UNKNOWN =
      new CaptionState(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Deadlines.NONE);

  /** How many accepted pairs of a caption are remembered. */
  public static final int MOST_ACCEPTED = 32;

  public CaptionState {
    accepted = List.copyOf(accepted);
  }

  /** Nothing is known, nothing was published. */
  public static CaptionState unknown() {
    return UNKNOWN;
  }

  /** Whether there is nothing to remember. */
  public boolean isUnknown() {
    return equals(UNKNOWN);
  }

  /** The same with another version of the caption, not judged yet. */
  public CaptionState withCaption(Caption newVersion) {
    return new CaptionState(
        Optional.of(newVersion), Optional.empty(), published, alert, accepted, deadlines);
  }

  /** The same with other attributes of the same version of the caption. */
  public CaptionState withAttributesOf(Caption sameVersion) {
    return new CaptionState(
        Optional.of(sameVersion), judgement, published, alert, accepted, deadlines);
  }

  /** The same with another judgement. */
  public CaptionState withJudgement(Judgement newJudgement) {
    return new CaptionState(
        caption, Optional.of(newJudgement), published, alert, accepted, deadlines);
  }

  /** The same after an enriched record was published. */
  public CaptionState withPublished(Fingerprint record) {
    return new CaptionState(caption, judgement, Optional.of(record), alert, accepted, deadlines);
  }

  /** The same with another alert standing, or none. */
  public CaptionState withAlert(Optional<OpenAlert> standing) {
    return new CaptionState(caption, judgement, published, standing, accepted, deadlines);
  }

  /** The same with other deadlines. */
  public CaptionState withDeadlines(Deadlines others) {
    return new CaptionState(caption, judgement, published, alert, accepted, others);
  }

  /** The same with one more accepted pair; beyond {@value #MOST_ACCEPTED} the oldest is dropped. */
  public CaptionState accepting(Pair pair) {
    List<Pair> pairs = new ArrayList<>(accepted);
    pairs.remove(pair);
    pairs.add(pair);
    return new CaptionState(
        caption,
        judgement,
        published,
        alert,
        pairs.subList(Math.max(0, pairs.size() - MOST_ACCEPTED), pairs.size()),
        deadlines);
  }

  /** The latest version of the caption and the image version that it was judged against. */
  public Optional<Pair> pair() {
    return caption.flatMap(
        latest -> judgement.map(judged -> new Pair(latest.version(), judged.imageVersion())));
  }

  /**
   * A version of a caption with a version of its image.
   *
   * @param captionVersion of the caption
   * @param imageVersion of the image; empty while there is none
   */
  public record Pair(Fingerprint captionVersion, Optional<Fingerprint> imageVersion) {
    static void write(StateOutput out, Pair pair) {
      Fingerprint.write(out, pair.captionVersion);
      out.writeOptional(pair.imageVersion, Fingerprint::write);
    }

    static Pair read(StateInput in) {
      return new Pair(Fingerprint.read(in), in.readOptional(Fingerprint::read));
    }
  }

  /**
   * When the clock has something to do, in milliseconds since the epoch.
   *
   * @param imageMissing when an alert is raised unless the image has come
   * @param alertForgotten when the resolved alert's record is deleted
   */
  public record Deadlines(Optional<Long> imageMissing, Optional<Long> alertForgotten) {
    /** Nothing to do. */
    public static final Deadlines NONE = new Deadlines(Optional.empty(), Optional.empty());
  }

  /**
   * A version of a caption.
   *
   * @param imageId the image that it speaks of
   * @param text the caption
   * @param vector the embedding as published
   * @param tokens before truncation
   * @param truncated whether it was longer than the model's context
   * @param attributes the producer's attributes
   * @param origin the caption record's timestamp and headers
   */
  public record Caption(
      String imageId,
      String text,
      float[] vector,
      int tokens,
      boolean truncated,
      Map<String, String> attributes,
      RecordOrigin origin) {
    /** Tells versions that are judged apart; attributes do not matter for it. */
    public Fingerprint version() {
      return versionOf(imageId, text);
    }

    /** The version of a caption of some text for some image. */
    public static Fingerprint versionOf(String imageId, String text) {
      return Fingerprint.of(out -> out.writeString(imageId).writeString(text));
    }
  }

  /**
   * Where a version of a caption stands.
   *
   * @param status of the caption
   * @param imageVersion the image version it was judged against; empty when there is no image
   * @param match the judgement; empty unless SCORED
   * @param imageLabels what the image seems to show, for an alert
   * @param basis what the verdict rests on: policy, threshold and the like; empty unless SCORED
   */
  public record Judgement(
      CaptionStatus status,
      Optional<Fingerprint> imageVersion,
      Optional<MatchResult> match,
      List<ScoredLabel> imageLabels,
      Optional<Fingerprint> basis) {
    public Judgement {
      imageLabels = List.copyOf(imageLabels);
    }

    /** The same with other labels. */
    public Judgement withLabels(List<ScoredLabel> labels) {
      return new Judgement(status, imageVersion, match, labels, basis);
    }
  }

  /**
   * An alert that was raised and stands.
   *
   * @param captionVersion the caption version it belongs to
   * @param imageVersion the image version it belongs to
   * @param reason why it was raised
   * @param imageId the image that the caption spoke of
   * @param text the caption
   * @param match the judgement, if the reason is MISMATCH
   * @param imageLabels what the image seemed to show
   * @param raisedAt in milliseconds since the epoch
   */
  public record OpenAlert(
      Fingerprint captionVersion,
      Optional<Fingerprint> imageVersion,
      AlertReason reason,
      String imageId,
      String text,
      Optional<MatchResult> match,
      List<ScoredLabel> imageLabels,
      long raisedAt) {
    public OpenAlert {
      imageLabels = List.copyOf(imageLabels);
    }

    /** What it was raised on. */
    public Pair pair() {
      return new Pair(captionVersion, imageVersion);
    }
  }

  private static void write(StateOutput out, CaptionState state) {
    out.writeOptional(state.caption, CaptionState::writeCaption);
    out.writeOptional(state.judgement, CaptionState::writeJudgement);
    out.writeOptional(state.published, Fingerprint::write);
    out.writeOptional(state.alert, CaptionState::writeAlert);
    out.writeList(state.accepted, Pair::write);
    out.writeOptional(state.deadlines.imageMissing, StateOutput::writeLong);
    out.writeOptional(state.deadlines.alertForgotten, StateOutput::writeLong);
  }

  private static CaptionState read(StateInput in) {
    return new CaptionState(
        in.readOptional(CaptionState::readCaption),
        in.readOptional(CaptionState::readJudgement),
        in.readOptional(Fingerprint::read),
        in.readOptional(CaptionState::readAlert),
        in.readList(Pair::read),
        new Deadlines(
            in.readOptional(StateInput::readLong), in.readOptional(StateInput::readLong)));
  }

  /** Before there were accepted pairs, deadlines and the labels and basis of a judgement. */
  private static CaptionState readFirstFormat(StateInput in) {
    return new CaptionState(
        in.readOptional(CaptionState::readCaption),
        in.readOptional(CaptionState::readJudgementWithoutLabels),
        in.readOptional(Fingerprint::read),
        in.readOptional(CaptionState::readAlert),
        List.of(),
        Deadlines.NONE);
  }

  private static void writeCaption(StateOutput out, Caption caption) {
    out.writeString(caption.imageId).writeString(caption.text).writeFloats(caption.vector);
    out.writeInt(caption.tokens).writeBoolean(caption.truncated);
    out.writeStrings(caption.attributes);
    RecordOrigin.write(out, caption.origin);
  }

  private static Caption readCaption(StateInput in) {
    return new Caption(
        in.readString(),
        in.readString(),
        in.readFloats(),
        in.readInt(),
        in.readBoolean(),
        in.readStrings(),
        RecordOrigin.read(in));
  }

  private static void writeJudgement(StateOutput out, Judgement judgement) {
    out.writeEnum(judgement.status);
    out.writeOptional(judgement.imageVersion, Fingerprint::write);
    out.writeOptional(judgement.match, StoredMatch::write);
    StoredMatch.writeLabels(out, judgement.imageLabels);
    out.writeOptional(judgement.basis, Fingerprint::write);
  }

  private static Judgement readJudgement(StateInput in) {
    return new Judgement(
        in.readEnum(CaptionStatus.class),
        in.readOptional(Fingerprint::read),
        in.readOptional(StoredMatch::read),
        StoredMatch.readLabels(in),
        in.readOptional(Fingerprint::read));
  }

  private static Judgement readJudgementWithoutLabels(StateInput in) {
    return new Judgement(
        in.readEnum(CaptionStatus.class),
        in.readOptional(Fingerprint::read),
        in.readOptional(StoredMatch::read),
        List.of(),
        Optional.empty());
  }

  private static void writeAlert(StateOutput out, OpenAlert alert) {
    Fingerprint.write(out, alert.captionVersion);
    out.writeOptional(alert.imageVersion, Fingerprint::write);
    out.writeEnum(alert.reason).writeString(alert.imageId).writeString(alert.text);
    out.writeOptional(alert.match, StoredMatch::write);
    StoredMatch.writeLabels(out, alert.imageLabels);
    out.writeLong(alert.raisedAt);
  }

  private static OpenAlert readAlert(StateInput in) {
    return new OpenAlert(
        Fingerprint.read(in),
        in.readOptional(Fingerprint::read),
        in.readEnum(AlertReason.class),
        in.readString(),
        in.readString(),
        in.readOptional(StoredMatch::read),
        StoredMatch.readLabels(in),
        in.readLong());
  }
}
