package io.clipstreams.cli;

import io.clipstreams.client.DeadLetterFilter;
import io.clipstreams.failure.FailureCode;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters are meant; a mixin. */
final class DeadLetterOptions {
  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "Only those that failed so: ${COMPLETION-CANDIDATES}.")
  private Optional<FailureCode> code = Optional.empty();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only those that were sent to this topic (its full name).")
  private Optional<String> topic = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "Only records of this time or later: 2026-01-31T12:00:00Z, or 2h for two hours ago.")
  private Optional<Instant> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Only records before this time.")
  private Optional<Instant> to = Optional.empty();

  DeadLetterFilter filter() {
    return new DeadLetterFilter(code.map(FailureCode::name), topic, from, to);
  }
}
