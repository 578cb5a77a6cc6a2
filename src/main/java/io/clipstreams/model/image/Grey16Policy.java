package io.clipstreams.model.image;

/** How grey of 16 bits becomes eight bits; colour of 16 bits always keeps its high byte. */
public enum Grey16Policy {
  /** Values above 255 are white, as in the reference. */
  CLIP,
  /** {@code (v + 128) / 257}: the image as it was meant. */
  SCALE
}
