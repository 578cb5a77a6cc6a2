package io.clipstreams.topology;

import java.util.Objects;
import org.apache.kafka.streams.kstream.ValueTransformerWithKey;
import org.apache.kafka.streams.processor.ProcessorContext;

/**
 * Passes a table's values on, and has what they lead to committed early: its changes, and a foreign
 * key join's answers. The join's requests come by a topic whose records no processor of ours sees,
 * but it looks the values up here.
 *
 * @param <K> the table's keys
 * @param <V> the table's values
 */
final class CommitWhenAsked<K, V> implements ValueTransformerWithKey<K, V, V> {
  private final IdleMoments moments;
  private EarlyCommit early;

  CommitWhenAsked(IdleMoments moments) {
    this.moments = Objects.requireNonNull(moments, "moments");
  }

  @Override
  public void init(ProcessorContext context) {
    early = new EarlyCommit(moments, context::schedule, context::commit);
  }

  @Override
  public V transform(K key, V value) {
    early.isDue();
    return value;
  }

  @Override
  public void close() {}
}
