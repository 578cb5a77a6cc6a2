package io.clipstreams.topology;

import io.clipstreams.scoring.LabelSetDefinition;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the global store of accepted label sets, and counts its changes: whoever derives something
 * from the sets derives it anew when the count differs.
 */
final class AcceptedLabelSets implements Processor<String, LabelSetDefinition, Void, Void> {
  private final AtomicLong changes;
  private KeyValueStore<String, LabelSetDefinition> sets;

  AcceptedLabelSets(AtomicLong changes) {
    this.changes = Objects.requireNonNull(changes, "changes");
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    sets = context.getStateStore(EnrichmentTopology.LABEL_SETS_STORE);
  }

  @Override
  public void process(Record<String, LabelSetDefinition> record) {
    if (record.value() == null) {
      sets.delete(record.key());
    } else {
      sets.put(record.key(), record.value());
    }
    changes.incrementAndGet();
  }
}
