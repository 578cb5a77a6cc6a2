package io.clipstreams.local;

import java.io.IOException;

/** A part of the local stack did not start; the message says which, why and what to do. */
public final class LocalStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which part did not start, why, and what to do
   */
  public LocalStartException(String message) {
    super(message);
  }

  /**
   * @param message which part did not start, why, and what to do
   * @param cause what was thrown below
   */
  public LocalStartException(String message, Throwable cause) {
    super(message, cause);
  }

  static LocalStartException portTaken(String part, String host, int port, IOException cause) {
    return new LocalStartException(
        "%s cannot listen on %s:%d (%s); end what uses it or choose another port, 0 for a free one"
            .formatted(part, host, port, cause.getMessage()),
        cause);
  }
}
