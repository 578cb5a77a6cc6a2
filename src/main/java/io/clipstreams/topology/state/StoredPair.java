package io.clipstreams.topology.state;

import io.clipstreams.scoring.ReferencePair;
import io.clipstreams.scoring.Reservoir;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;

/** The binary form of a pair that a sample of recent pairs holds. */
public final class StoredPair {
  /** The binary form. */
  public static final StateSerde<Reservoir.Held> SERDE =
      new StateSerde<>("recent pair", 1, StoredPair::write, StoredPair::read);

  private StoredPair() {}

  private static void write(StateOutput out, Reservoir.Held held) {
    ReferencePair pair = held.pair();
    out.writeLong(held.generation()).writeString(pair.captionId()).writeString(pair.imageId());
    out.writeFloats(pair.image()).writeFloats(pair.caption());
  }

  private static Reservoir.Held read(StateInput in) {
    return new Reservoir.Held(
        in.readLong(),
        new ReferencePair(in.readString(), in.readString(), in.readFloats(), in.readFloats()));
  }
}
