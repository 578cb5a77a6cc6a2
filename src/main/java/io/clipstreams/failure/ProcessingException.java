package io.clipstreams.failure;

import java.util.Objects;

/**
 * One image, caption or label set cannot be processed. The message says what is wrong and what to
 * do about it; its neighbours are not affected.
 */
public final class ProcessingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  /**
   * @param code why it failed
   * @param message what is wrong with which part, and the remedy
   */
  public ProcessingException(FailureCode code, String message) {
    this(code, message, null);
  }

  /**
   * @param code why it failed
   * @param message what is wrong with which part, and the remedy
   * @param cause what was thrown below, or null
   */
  public ProcessingException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** Why it failed. */
  public FailureCode code() {
    return code;
  }
}
