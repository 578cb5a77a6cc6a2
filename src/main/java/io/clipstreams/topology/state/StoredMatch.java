package io.clipstreams.topology.state;

import io.clipstreams.Verdict;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import java.util.List;

/** The binary form of judgements and labels. */
public final class StoredMatch {
  private StoredMatch() {}

  /** Writes a judgement. */
  public static void write(StateOutput out, MatchResult match) {
    out.writeFloat(match.similarity());
    out.writeOptional(match.contrastImages(), StateOutput::writeFloat);
    out.writeOptional(match.contrastCaptions(), StateOutput::writeFloat);
    out.writeFloat(match.score()).writeFloat(match.threshold());
    out.writeString(match.policy()).writeEnum(match.verdict());
  }

  static MatchResult read(StateInput in) {
    return new MatchResult(
        in.readFloat(),
        in.readOptional(StateInput::readFloat),
        in.readOptional(StateInput::readFloat),
        in.readFloat(),
        in.readFloat(),
        in.readString(),
        in.readEnum(Verdict.class));
  }

  /** Writes labels, in order. */
  public static void writeLabels(StateOutput out, List<ScoredLabel> labels) {
    out.writeList(
        labels,
        (list, label) ->
            list.writeString(label.label())
                .writeFloat(label.similarity())
                .writeFloat(label.probability()));
  }

  static List<ScoredLabel> readLabels(StateInput in) {
    return in.readList(
        list -> new ScoredLabel(list.readString(), list.readFloat(), list.readFloat()));
  }
}
