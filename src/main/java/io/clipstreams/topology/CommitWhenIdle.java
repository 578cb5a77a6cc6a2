package io.clipstreams.topology;

import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Passes records on, and asks for a commit when the thread is idle. What reads a topic committed,
 * the next step of the topology or a consumer, sees nothing before the commit; a thread with
 * nothing to do would let them wait for the rest of the commit interval. One of them in each part
 * of the topology is enough: a commit is that of all tasks of the thread.
 *
 * @param <K> the records' keys
 * @param <V> the records' values
 */
final class CommitWhenIdle<K, V> implements FixedKeyProcessor<K, V, V> {
  /** How often it is seen whether the thread is idle. A thread without records polls for longer. */
  private static final Duration INTERVAL = Duration.ofMillis(5);

  private final IdleMoments moments;
  private FixedKeyProcessorContext<K, V> context;

  CommitWhenIdle(IdleMoments moments) {
    this.moments = Objects.requireNonNull(moments, "moments");
  }

  @Override
  public void init(FixedKeyProcessorContext<K, V> processorContext) {
    context = processorContext;
    context.schedule(
        INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          if (moments.take()) {
            context.commit();
          }
        });
  }

  @Override
  public void process(FixedKeyRecord<K, V> record) {
    context.forward(record);
  }
}
