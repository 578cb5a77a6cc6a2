package io.clipstreams.topology.state;

import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;
import java.util.List;

/**
 * What travels to an image's captions: neither pixels nor thumbnail. A deleted image has none, like
 * one that has not come.
 */
public sealed interface ImageSummary {
  /** The binary form. */
  StateSerde<ImageSummary> SERDE =
      new StateSerde<>("image summary", 1, ImageSummary::write, ImageSummary::read);

  /** Which version of the image it is. */
  Fingerprint version();

  /**
   * An image that was embedded.
   *
   * @param version of its content
   * @param vector its embedding
   * @param bestLabels the best labels of the default set
   */
  record Embedded(Fingerprint version, float[] vector, List<ScoredLabel> bestLabels)
      implements ImageSummary {
    public Embedded {
      bestLabels = List.copyOf(bestLabels);
    }
  }

  /**
   * An image that could not be processed.
   *
   * @param version of the raw record
   */
  record Failed(Fingerprint version) implements ImageSummary {}

  private static void write(StateOutput out, ImageSummary summary) {
    if (summary instanceof Embedded embedded) {
      out.writeByte(0);
      Fingerprint.write(out, embedded.version);
      out.writeFloats(embedded.vector);
      StoredMatch.writeLabels(out, embedded.bestLabels);
    } else if (summary instanceof Failed failed) {
      out.writeByte(1);
      Fingerprint.write(out, failed.version);
    }
  }

  private static ImageSummary read(StateInput in) {
    return in.readByte() == 1
        ? new Failed(Fingerprint.read(in))
        : new Embedded(Fingerprint.read(in), in.readFloats(), StoredMatch.readLabels(in));
  }
}
