package io.clipstreams.model;

/**
 * A model that cannot be used. The message is one line that names the file, says what is wrong with
 * it and, where there is one, the remedy.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message of one line. */
  public ModelException(String message) {
    super(message);
  }

  /** With a message of one line and what was thrown below. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The first line of an exception's message, for a message of one line. */
  static String firstLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
