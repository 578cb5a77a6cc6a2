package io.clipstreams.web;

import io.clipstreams.failure.ProcessingException;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A request cannot be answered, and it is known why: the client is told. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final transient Problem problem;

  private ProblemException(Problem problem, Throwable cause) {
    super(problem.detail(), cause);
    this.problem = Objects.requireNonNull(problem, "problem");
  }

  /** The request is wrong. */
  public static ProblemException badRequest(String detail) {
    return badRequest(detail, null);
  }

  /**
   * The request is wrong.
   *
   * @param cause what was thrown below, or null
   */
  public static ProblemException badRequest(String detail, Throwable cause) {
    return new ProblemException(new Problem(HttpStatus.BAD_REQUEST, detail), cause);
  }

  /** What is asked for is not there. */
  public static ProblemException notFound(String detail) {
    return new ProblemException(new Problem(HttpStatus.NOT_FOUND, detail), null);
  }

  /** The request has more than is allowed. */
  public static ProblemException tooLarge(String detail) {
    return new ProblemException(new Problem(HttpStatus.CONTENT_TOO_LARGE, detail), null);
  }

  /** The body is of a type that cannot be read. */
  public static ProblemException unsupportedMediaType(String detail) {
    return new ProblemException(new Problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail), null);
  }

  /** It cannot be answered now; trying again helps. */
  public static ProblemException unavailable(String detail, Throwable cause) {
    return unavailable(detail, SOON, cause);
  }

  /**
   * It cannot be answered now; trying again helps.
   *
   * @param after when
   * @param cause what was thrown below, or null
   */
  public static ProblemException unavailable(String detail, Duration after, Throwable cause) {
    return new ProblemException(
        new Problem(HttpStatus.SERVICE_UNAVAILABLE, detail, Optional.empty(), Optional.of(after)),
        cause);
  }

  /** A picture or text cannot be used. */
  public static ProblemException unusable(ProcessingException failure) {
    return unusable(failure.code().name(), failure.getMessage(), failure);
  }

  /**
   * A picture or text cannot be used.
   *
   * @param code a failure code
   * @param detail what is wrong with it
   * @param cause what was thrown below, or null
   */
  public static ProblemException unusable(String code, String detail, Throwable cause) {
    return new ProblemException(
        new Problem(HttpStatus.UNPROCESSABLE_CONTENT, detail, Optional.of(code), Optional.empty()),
        cause);
  }

  /** What the client is told. */
  public Problem problem() {
    return problem;
  }
}
