package io.clipstreams.serde;

import com.microsoft.kiota.ApiException;
import io.apicurio.registry.rest.client.models.ProblemDetails;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.RetriableException;

/** What it means that a serializer or deserializer of {@link AvroSerdes} threw. */
public enum SerdeFailure {
  /**
   * The registry cannot be reached, has no time, refuses the application's credentials or is no
   * registry: no fault of the record. Wait and try again.
   */
  REGISTRY_UNAVAILABLE,

  /** The bytes are no record, of no known schema, or of one that the registry refuses. */
  BAD_RECORD;

  private static final int LONGEST_CHAIN = 50;

  private static final Set<Integer> STATUSES_ABOUT_THE_RECORD = Set.of(400, 404, 409, 422);

  /** What the system says when a connection breaks, in an exception of no class of its own. */
  private static final Pattern BROKEN_CONNECTION =
      Pattern.compile("(?i)broken pipe|connection reset|connection was aborted|unreachable");

  /** Confluent's, known by name since its jars are in few builds. */
  private static final String CONFLUENT_EXCEPTION =
      "io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException";

  /** Tells whether the registry or the record is to blame. */
  public static SerdeFailure of(Throwable thrown) {
    for (Throwable cause : chain(thrown)) {
      OptionalInt status = status(cause);
      if (status.isPresent()) {
        boolean aboutTheRecord =
            STATUSES_ABOUT_THE_RECORD.contains(status.getAsInt()) && !isForeignAnswer(cause);
        return aboutTheRecord ? BAD_RECORD : REGISTRY_UNAVAILABLE;
      }
      if (isBrokenConnection(cause)) {
        return REGISTRY_UNAVAILABLE;
      }
    }
    return BAD_RECORD;
  }

  /** Whether {@link #of} says {@link #REGISTRY_UNAVAILABLE}. */
  public static boolean isRegistryUnavailable(Throwable thrown) {
    return of(thrown) == REGISTRY_UNAVAILABLE;
  }

  /** The words of the innermost cause that has any, for logs and dead letters. */
  public static String reason(Throwable thrown) {
    String reason = thrown.getClass().getSimpleName();
    for (Throwable cause : chain(thrown)) {
      String words = words(cause);
      if (!words.isBlank()) {
        reason = words;
      }
    }
    return reason;
  }

  private static String words(Throwable cause) {
    if (cause instanceof ProblemDetails problem && problem.getTitle() != null) {
      return problem.getTitle() + " (HTTP " + problem.getResponseStatusCode() + ")";
    }
    if (isForeignAnswer(cause)) {
      return "HTTP 404, but not from an Apicurio Registry with API v3; is apicurio.registry.url"
          + " right? Confluent's registry needs clip.serde=confluent";
    }
    String message = cause.getMessage();
    // A wrapper's message is the class and message of what it wraps.
    boolean repeated = cause.getCause() != null && cause.getCause().toString().equals(message);
    return message == null || repeated ? "" : message;
  }

  private static OptionalInt status(Throwable cause) {
    if (cause instanceof ApiException api) {
      return OptionalInt.of(api.getResponseStatusCode());
    }
    if (cause.getClass().getName().equals(CONFLUENT_EXCEPTION)) {
      try {
        return OptionalInt.of((Integer) cause.getClass().getMethod("getStatus").invoke(cause));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("a version of Confluent's client that is not supported", e);
      }
    }
    return OptionalInt.empty();
  }

  /** Apicurio's registry explains its 404; a server without that API does not. */
  private static boolean isForeignAnswer(Throwable cause) {
    return cause instanceof ApiException api
        && api.getResponseStatusCode() == 404
        && !(api instanceof ProblemDetails problem && problem.getTitle() != null);
  }

  private static boolean isBrokenConnection(Throwable cause) {
    return cause instanceof SocketException
        || cause instanceof SocketTimeoutException
        || cause instanceof UnknownHostException
        || cause instanceof SSLException
        || cause instanceof ClosedChannelException
        || cause instanceof HttpClosedException
        || cause instanceof TimeoutException
        || cause instanceof RetriableException
        || cause instanceof InterruptedException
        || (cause instanceof IOException
            && cause.getMessage() != null
            && BROKEN_CONNECTION.matcher(cause.getMessage()).find());
  }

  /** The exception and its causes, outermost first. */
  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    Throwable cause = thrown;
    while (cause != null && chain.size() < LONGEST_CHAIN) {
      chain.add(cause);
      cause = cause.getCause();
    }
    return chain;
  }
}
