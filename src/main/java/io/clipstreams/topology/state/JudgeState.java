package io.clipstreams.topology.state;

import io.clipstreams.scoring.Reservoir;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;

/**
 * What a task's judge remembers beside the pairs.
 *
 * @param basis what its verdicts rest on
 * @param recent how far its sample of recent pairs has come
 */
public record JudgeState(Fingerprint basis, Reservoir.Position recent) {
  /** The binary form. */
  public static final StateSerde<JudgeState> SERDE =
      new StateSerde<>("judge", 1, JudgeState::write, JudgeState::read);

  private static void write(StateOutput out, JudgeState state) {
    Fingerprint.write(out, state.basis);
    out.writeLong(state.recent.generation()).writeLong(state.recent.seen());
  }

  private static JudgeState read(StateInput in) {
    return new JudgeState(
        Fingerprint.read(in), new Reservoir.Position(in.readLong(), in.readLong()));
  }
}
