package io.clipstreams.topology.state;

import io.clipstreams.serde.StateSerde;

/**
 * The left side of the join with images: small, since the join hashes it at every answer.
 *
 * @param imageId the image that the caption speaks of
 * @param version of the caption
 */
public record CaptionLink(String imageId, Fingerprint version) {
  /** The binary form. */
  public static final StateSerde<CaptionLink> SERDE =
      new StateSerde<>(
          "caption link",
          1,
          (out, link) -> {
            out.writeString(link.imageId);
            Fingerprint.write(out, link.version);
          },
          in -> new CaptionLink(in.readString(), Fingerprint.read(in)));
}
