package io.clipstreams.model.image;

/** What becomes of transparency, since the model sees three channels. */
public enum AlphaPolicy {
  /** The stored colour shows, as in the reference ({@code convert("RGB")}). */
  DROP,
  /** The image is laid on white. */
  WHITE
}
