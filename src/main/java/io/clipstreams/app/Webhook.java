package io.clipstreams.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Posts JSON to one address; tries again for a while where that may help. */
final class Webhook {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Answers that another try may change: too early, too many, and the server's own failures. */
  private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429);

  private final URI url;
  private final Optional<String> token;
  private final Duration timeout;
  private final int attempts;
  private final Duration firstPause;
  private final HttpClient client;

  /**
   * A webhook.
   *
   * @param url http or https; redirects are not followed
   * @param token sent as a bearer token
   * @param timeout for one post
   * @param attempts how often to post until it is given up
   */
  Webhook(URI url, Optional<String> token, Duration timeout, int attempts) {
    this(url, token, timeout, attempts, FIRST_PAUSE);
  }

  Webhook(URI url, Optional<String> token, Duration timeout, int attempts, Duration firstPause) {
    this.url = Objects.requireNonNull(url, "url");
    this.token = Objects.requireNonNull(token, "token");
    this.timeout = Objects.requireNonNull(timeout, "timeout");
    this.attempts = attempts;
    this.firstPause = Objects.requireNonNull(firstPause, "firstPause");
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /** The longest that {@link #post} may take. */
  Duration longest() {
    return timeout.plus(LONGEST_PAUSE).multipliedBy(attempts);
  }

  /** Where it posts, without what may be secret in it. */
  String shown() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /**
   * Posts until it is taken, refused for good, or the attempts are used up.
   *
   * @param id the same each time it is posted, so that a receiver can tell repetitions
   * @throws InterruptedException if the thread is to end
   */
  Outcome post(String id, byte[] json) throws InterruptedException {
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      Answer answer = post(request(id, json));
      if (answer.taken()) {
        return new Outcome.Delivered(attempt);
      }
      if (!answer.worthAnotherTry() || attempt == attempts) {
        return new Outcome.GivenUp(attempt, answer.words());
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
    }
  }

  private HttpRequest request(String id, byte[] json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("Clip-Delivery-Id", id)
            .POST(HttpRequest.BodyPublishers.ofByteArray(json));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request.build();
  }

  private Answer post(HttpRequest request) throws InterruptedException {
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return new Answer(
          status / 100 == 2,
          status / 100 == 5 || WORTH_ANOTHER_TRY.contains(status),
          "it answered " + status);
    } catch (IOException failure) {
      return new Answer(false, true, failure.toString());
    }
  }

  private record Answer(boolean taken, boolean worthAnotherTry, String words) {}

  /** What became of a post. */
  sealed interface Outcome {
    /** It was taken. */
    record Delivered(int attempts) implements Outcome {}

    /** It was not taken. */
    record GivenUp(int attempts, String lastAnswer) implements Outcome {}
  }
}
