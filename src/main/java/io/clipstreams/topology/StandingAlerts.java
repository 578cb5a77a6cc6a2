package io.clipstreams.topology;

import io.clipstreams.AlertState;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * Keeps the global store of alerts as they were published last, and counts those that are RAISED.
 * It counts the whole store when it starts, and from then on what changes.
 */
final class StandingAlerts implements Processor<String, byte[], Void, Void> {
  private final AtomicLong standing;
  private TimestampedKeyValueStore<String, byte[]> alerts;

  /**
   * @param standing is told how many stand
   */
  StandingAlerts(AtomicLong standing) {
    this.standing = Objects.requireNonNull(standing, "standing");
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    alerts = context.getStateStore(EnrichmentTopology.ALERTS_STORE);
    long stored = 0;
    try (KeyValueIterator<String, ValueAndTimestamp<byte[]>> all = alerts.all()) {
      while (all.hasNext()) {
        KeyValue<String, ValueAndTimestamp<byte[]>> alert = all.next();
        stored += standing(alert.key, alert.value.value());
      }
    }
    standing.set(stored);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    ValueAndTimestamp<byte[]> before = alerts.get(record.key());
    if (record.value() == null) {
      alerts.delete(record.key());
    } else {
      alerts.put(record.key(), ValueAndTimestamp.make(record.value(), record.timestamp()));
    }
    standing.addAndGet(
        standing(record.key(), record.value())
            - standing(record.key(), ValueAndTimestamp.getValueOrNull(before)));
  }

  private static int standing(String captionId, byte[] alert) {
    boolean raised =
        alert != null
            && AlertBytes.state(captionId, alert).filter(AlertState.RAISED::equals).isPresent();
    return raised ? 1 : 0;
  }
}
