package io.clipstreams.web;

/** HTTP cannot be served; the message says why and what to do. */
public final class HttpStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
