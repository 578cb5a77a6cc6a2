package io.clipstreams.topology;

import io.clipstreams.topology.state.AlertDecision;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Applies what people decided about alerts. Every task gets every decision, since producers choose
 * the partition that a caption lies in; the task that holds the caption applies it. A decision
 * about a caption that is not there, or could not be processed, is void.
 */
final class AlertDecisions implements Processor<byte[], AlertDecision, byte[], Emission> {
  private final CaptionLifecycle lifecycle;
  private final Function<ProcessingContext, CaptionLedger> ledgers;
  private ProcessorContext<byte[], Emission> context;
  private CaptionLedger ledger;

  AlertDecisions(CaptionLifecycle lifecycle, Function<ProcessingContext, CaptionLedger> ledgers) {
    this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
    this.ledgers = Objects.requireNonNull(ledgers, "ledgers");
  }

  @Override
  public void init(ProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    ledger = ledgers.apply(processorContext);
  }

  @Override
  public void process(Record<byte[], AlertDecision> record) {
    String captionId = RecordKeys.text(record.key());
    Moment moment = new Moment(record.timestamp(), context.currentSystemTimeMs());
    ledger
        .find(captionId)
        .filter(state -> state.caption().isPresent())
        .ifPresent(
            before ->
                ledger.apply(
                    captionId,
                    lifecycle.accepted(before, record.value().pair(), moment),
                    Outbox.forwarding(context, record.key())));
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
