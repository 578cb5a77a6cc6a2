package io.clipstreams.topology.state;

import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.serde.StateSerde;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest version of an image, as its own task remembers it. A deleted image has none. */
public sealed interface ImageState {
  /** The binary form. */
  StateSerde<ImageState> SERDE =
      new StateSerde<>("image", 2, ImageState::write, ImageState::read)
          .alsoReading(1, ImageState::readFirstFormat);

  /** What the image's captions are judged by. */
  ImageSummary summary();

  /**
   * An image that was embedded; all that is needed to publish it again without its bytes.
   *
   * @param contentSha256 SHA-256 of the file's bytes: 32 bytes
   * @param mediaType the format found in the bytes
   * @param width in pixels as displayed
   * @param height in pixels as displayed
   * @param vector the embedding as published
   * @param thumbnail a small JPEG, unless turned off
   * @param attributes the producer's attributes
   * @param origin the image record's timestamp and headers
   * @param bestLabels the best labels of the default set
   * @param labels tells the labels that were published last, of all sets
   */
  record Embedded(
      byte[] contentSha256,
      String mediaType,
      int width,
      int height,
      float[] vector,
      Optional<byte[]> thumbnail,
      Map<String, String> attributes,
      RecordOrigin origin,
      List<ScoredLabel> bestLabels,
      Fingerprint labels)
      implements ImageState {
    /** The same with other labels. */
    public Embedded withLabels(List<ScoredLabel> best, Fingerprint all) {
      return new Embedded(
          contentSha256,
          mediaType,
          width,
          height,
          vector,
          thumbnail,
          attributes,
          origin,
          best,
          all);
    }

    @Override
    public ImageSummary summary() {
      return new ImageSummary.Embedded(Fingerprint.of(contentSha256), vector, bestLabels);
    }
  }

  /**
   * An image that could not be processed.
   *
   * @param version of the raw record
   */
  record Failed(Fingerprint version) implements ImageState {
    @Override
    public ImageSummary summary() {
      return new ImageSummary.Failed(version);
    }
  }

  private static void write(StateOutput out, ImageState state) {
    if (state instanceof Embedded embedded) {
      out.writeByte(0).writeBytes(embedded.contentSha256).writeString(embedded.mediaType);
      out.writeInt(embedded.width).writeInt(embedded.height).writeFloats(embedded.vector);
      out.writeOptional(embedded.thumbnail, StateOutput::writeBytes);
      out.writeStrings(embedded.attributes);
      RecordOrigin.write(out, embedded.origin);
      StoredMatch.writeLabels(out, embedded.bestLabels);
      Fingerprint.write(out, embedded.labels);
    } else if (state instanceof Failed failed) {
      out.writeByte(1);
      Fingerprint.write(out, failed.version);
    }
  }

  private static ImageState read(StateInput in) {
    ImageState state = readFirstFormat(in);
    return state instanceof Embedded embedded
        ? embedded.withLabels(embedded.bestLabels, Fingerprint.read(in))
        : state;
  }

  /** Before labels were told from those published. */
  private static ImageState readFirstFormat(StateInput in) {
    if (in.readByte() == 1) {
      return new Failed(Fingerprint.read(in));
    }
    return new Embedded(
        in.readBytes(),
        in.readString(),
        in.readInt(),
        in.readInt(),
        in.readFloats(),
        in.readOptional(StateInput::readBytes),
        in.readStrings(),
        RecordOrigin.read(in),
        StoredMatch.readLabels(in),
        new Fingerprint(0, 0));
  }
}
