package io.clipstreams.topology.state;

import io.clipstreams.AlertReason;
import io.clipstreams.CaptionStatus;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;
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
 */
public record CaptionState(
    Optional<Caption> caption,
    Optional<Judgement> judgement,
    Optional<Fingerprint> published,
    Optional<OpenAlert> alert) {
  /** The binary form. */
  public static final StateSerde<CaptionState> SERDE =
      new StateSerde<>("caption", 1, CaptionState::write, CaptionState::read);

  /** Nothing is known, nothing was published. */
  public static CaptionState unknown() {
    return new CaptionState(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same with another version of the caption, not judged yet. */
  public CaptionState withCaption(Caption newVersion) {
    return new CaptionState(Optional.of(newVersion), Optional.empty(), published, alert);
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
   */
  public record Judgement(
      CaptionStatus status, Optional<Fingerprint> imageVersion, Optional<MatchResult> match) {}

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
  }

  private static void write(StateOutput out, CaptionState state) {
    out.writeOptional(state.caption, CaptionState::writeCaption);
    out.writeOptional(state.judgement, CaptionState::writeJudgement);
    out.writeOptional(state.published, Fingerprint::write);
    out.writeOptional(state.alert, CaptionState::writeAlert);
  }

  private static CaptionState read(StateInput in) {
    return new CaptionState(
        in.readOptional(CaptionState::readCaption),
        in.readOptional(CaptionState::readJudgement),
        in.readOptional(Fingerprint::read),
        in.readOptional(CaptionState::readAlert));
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
  }

  private static Judgement readJudgement(StateInput in) {
    return new Judgement(
        in.readEnum(CaptionStatus.class),
        in.readOptional(Fingerprint::read),
        in.readOptional(StoredMatch::read));
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
