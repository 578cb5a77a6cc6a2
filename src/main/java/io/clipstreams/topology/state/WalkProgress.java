package io.clipstreams.topology.state;

import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;
import java.util.Optional;

/**
 * How far a walk through a store has come.
 *
 * @param goal what the walk is for: another goal is another walk
 * @param last the key visited last, if any
 * @param done whether all was visited
 */
public record WalkProgress(Fingerprint goal, Optional<String> last, boolean done) {
  /** The binary form. */
  public static final StateSerde<WalkProgress> SERDE =
      new StateSerde<>("walk", 1, WalkProgress::write, WalkProgress::read);

  /** At the beginning. */
  public static WalkProgress beginning(Fingerprint goal) {
    return new WalkProgress(goal, Optional.empty(), false);
  }

  private static void write(StateOutput out, WalkProgress progress) {
    Fingerprint.write(out, progress.goal);
    out.writeOptional(progress.last, StateOutput::writeString);
    out.writeBoolean(progress.done);
  }

  private static WalkProgress read(StateInput in) {
    return new WalkProgress(
        Fingerprint.read(in), in.readOptional(StateInput::readString), in.readBoolean());
  }
}
