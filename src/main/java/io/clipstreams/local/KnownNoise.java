package io.clipstreams.local;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Drops a warning that Kafka's broker gives at every orderly shutdown. Its logger's other warnings
 * are worth reading, so that its level cannot do this. Named in logback.xml.
 */
public final class KnownNoise extends Filter<ILoggingEvent> {
  private static final String CLOSED_TWICE =
      "Attempting to close NetworkClient that has already been closed";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return event.getMessage().contains(CLOSED_TWICE) ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
