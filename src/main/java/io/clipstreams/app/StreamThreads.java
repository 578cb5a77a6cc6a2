package io.clipstreams.app;

import io.clipstreams.topology.IdleMoments;
import java.time.Duration;
import java.util.Optional;

/** The stream threads' idle moments, each known to its own thread. */
final class StreamThreads implements IdleMoments {
  // An application's own: another in the same process has other threads, and nothing is static.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<IdleMoment> own = new ThreadLocal<>();

  /** The calling thread is the one with these moments. */
  void is(IdleMoment moment) {
    own.set(moment);
  }

  /** Under the streams protocol consumers are not ours, and nothing is known of their threads. */
  @Override
  public boolean take() {
    IdleMoment moment = own.get();
    return moment != null && moment.take();
  }

  @Override
  public Optional<Duration> next() {
    return Optional.ofNullable(own.get()).flatMap(IdleMoment::next);
  }
}
