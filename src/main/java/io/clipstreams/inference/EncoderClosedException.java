package io.clipstreams.inference;

/** The encoder was closed before it came to an image or text; nothing is wrong with either. */
public final class EncoderClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The encoder was closed. */
  public EncoderClosedException() {
    super("the encoder is closed");
  }
}
