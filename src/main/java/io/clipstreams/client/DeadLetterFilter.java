package io.clipstreams.client;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which dead letters are meant; what is empty does not matter.
 *
 * @param code why they failed
 * @param topic the topic that they were sent to
 * @param from the earliest time of the failed record
 * @param to before this time
 */
public record DeadLetterFilter(
    Optional<String> code, Optional<String> topic, Optional<Instant> from, Optional<Instant> to) {
  public DeadLetterFilter {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /** Whether a letter is meant. */
  public boolean matches(DeadLetter letter) {
    return (code.isEmpty() || code.equals(letter.code()))
        && (topic.isEmpty() || topic.equals(letter.sourceTopic()))
        && from.filter(letter.timestamp()::isBefore).isEmpty()
        && (to.isEmpty() || letter.timestamp().isBefore(to.get()));
  }
}
