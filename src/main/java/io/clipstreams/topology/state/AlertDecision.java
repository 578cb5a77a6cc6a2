package io.clipstreams.topology.state;

import io.clipstreams.serde.StateSerde;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Pair;
import java.util.Optional;

/**
 * Somebody accepts a caption with an image, whatever the policy says of them. Travels under the
 * caption's id.
 *
 * @param pair the versions that were accepted
 */
public record AlertDecision(Pair pair) {
  /** The binary form. */
  public static final StateSerde<AlertDecision> SERDE =
      new StateSerde<>(
          "alert decision",
          1,
          (out, decision) -> Pair.write(out, decision.pair),
          in -> new AlertDecision(Pair.read(in)));

  /**
   * Accepts what an alert was raised on.
   *
   * @param imageId as the alert has it
   * @param text as the alert has it
   * @param imageVersion as the alert has it: 32 hexadecimal digits, if there was an image
   * @throws IllegalArgumentException if the version has another form
   */
  public static AlertDecision accepting(
      String imageId, String text, Optional<String> imageVersion) {
    return new AlertDecision(
        new Pair(Caption.versionOf(imageId, text), imageVersion.map(Fingerprint::parse)));
  }
}
