package io.clipstreams.local;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Drops warnings that Kafka gives at every orderly start or shutdown. Their loggers' other warnings
 * are worth reading, so that levels cannot do this. Named in logback.xml.
 */
public final class KnownNoise extends Filter<ILoggingEvent> {
  private static final List<String> NOISE =
      List.of(
          // At every orderly shutdown of the broker.
          "Attempting to close NetworkClient that has already been closed",
          // While topics that were made a moment ago become known; the client asks again.
          "=UNKNOWN_TOPIC_OR_PARTITION}",
          "=UNKNOWN_TOPIC_OR_PARTITION,",
          // We set what it asks for; Kafka Streams makes one more configuration without it.
          "Processing exception handler is not enabled for the GlobalThread",
          // When a global store has been restored.
          "Not updating last stable offset for partition",
          // The state of demo and dev is meant to be temporary.
          "Resolved state.dir: [" + System.getProperty("java.io.tmpdir") + "/clip-streams-state");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    return NOISE.stream().anyMatch(message::contains) ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
