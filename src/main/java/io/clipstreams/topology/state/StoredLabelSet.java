package io.clipstreams.topology.state;

import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;

/** The binary form of accepted label sets. */
public final class StoredLabelSet {
  /** The binary form. */
  public static final StateSerde<LabelSetDefinition> SERDE =
      new StateSerde<>("label set", 1, StoredLabelSet::write, StoredLabelSet::read);

  private StoredLabelSet() {}

  private static void write(StateOutput out, LabelSetDefinition set) {
    out.writeList(set.labels(), StateOutput::writeString);
    out.writeList(set.templates(), StateOutput::writeString);
    out.writeBoolean(set.active()).writeInt(set.topK());
  }

  private static LabelSetDefinition read(StateInput in) {
    return new LabelSetDefinition(
        in.readList(StateInput::readString),
        in.readList(StateInput::readString),
        in.readBoolean(),
        in.readInt());
  }
}
