package io.clipstreams.topology;

import java.util.Objects;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Passes records on, and has them committed early.
 *
 * @param <K> the records' keys
 * @param <V> the records' values
 */
final class CommitWhenIdle<K, V> implements FixedKeyProcessor<K, V, V> {
  private final IdleMoments moments;
  private FixedKeyProcessorContext<K, V> context;
  private EarlyCommit early;

  CommitWhenIdle(IdleMoments moments) {
    this.moments = Objects.requireNonNull(moments, "moments");
  }

  @Override
  public void init(FixedKeyProcessorContext<K, V> processorContext) {
    context = processorContext;
    early = new EarlyCommit(moments, context::schedule, context::commit);
  }

  @Override
  public void process(FixedKeyRecord<K, V> record) {
    early.isDue();
    context.forward(record);
  }
}
