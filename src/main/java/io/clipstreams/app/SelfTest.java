package io.clipstreams.app;

import io.clipstreams.inference.Encoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the model still embeds. Records that fail say nothing about that; an input of our own
 * does. It is embedded beside whoever asks: to ask takes no time.
 */
final class SelfTest {
  private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);

  private final Encoder encoder;
  private final Duration every;
  private final Duration patience;
  private final Clock clock;
  private boolean running;
  private Instant begun = Instant.EPOCH;
  private boolean failed;

  /**
   * @param encoder is tested
   * @param every how often
   * @param patience how long it may take; the model may be busy
   * @param clock tells the time
   */
  SelfTest(Encoder encoder, Duration every, Duration patience, Clock clock) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.every = Objects.requireNonNull(every, "every");
    this.patience = Objects.requireNonNull(patience, "patience");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** What the last test said; begins the next when it is due. To be asked regularly. */
  synchronized boolean passes() {
    Instant now = clock.instant();
    if (!running && !now.isBefore(begun.plus(every))) {
      begun = now;
      running = true;
      Thread test = new Thread(this::run, "clip-self-test");
      test.setDaemon(true);
      test.start();
    }
    boolean late = running && now.isAfter(begun.plus(patience));
    return !failed && !late;
  }

  private void run() {
    try {
      encoder.probe().get();
      ended(Optional.empty());
    } catch (ExecutionException failure) {
      ended(Optional.of(failure.getCause()));
    } catch (InterruptedException | RuntimeException | Error failure) {
      ended(Optional.of(failure));
    }
  }

  private synchronized void ended(Optional<Throwable> failure) {
    if (failure.isPresent()) {
      LOG.error("The model does not embed a built-in image and text any more", failure.get());
    } else if (failed) {
      LOG.info("The model embeds again");
    }
    failed = failure.isPresent();
    running = false;
  }
}
