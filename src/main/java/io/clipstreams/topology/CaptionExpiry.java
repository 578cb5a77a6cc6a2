package io.clipstreams.topology;

import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.RecordOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Treats captions as deleted that have not changed for too long. */
final class CaptionExpiry implements Processor<byte[], Emission, byte[], Emission> {
  private final CaptionLifecycle lifecycle;
  private final Function<ProcessingContext, CaptionLedger> ledgers;
  private final Duration ttl;
  private ProcessorContext<byte[], Emission> context;
  private CaptionLedger ledger;

  CaptionExpiry(
      CaptionLifecycle lifecycle,
      Function<ProcessingContext, CaptionLedger> ledgers,
      Duration ttl) {
    this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
    this.ledgers = Objects.requireNonNull(ledgers, "ledgers");
    this.ttl = Objects.requireNonNull(ttl, "ttl");
  }

  @Override
  public void init(ProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    ledger = ledgers.apply(context);
    ExpiryWalk<CaptionState> walk =
        new ExpiryWalk<>(
            context.getStateStore(EnrichmentTopology.CAPTIONS_STORE),
            context.getStateStore(EnrichmentTopology.CAPTION_WALKS_STORE),
            ttl,
            CaptionExpiry::changed);
    context.schedule(
        ExpiryWalk.INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        now -> walk.step(now, (captionId, state) -> expire(captionId, state, now)));
  }

  /** Of a caption that is gone a resolved alert may be left, which has a deadline of its own. */
  private static OptionalLong changed(CaptionState state) {
    return state
        .caption()
        .map(caption -> OptionalLong.of(caption.origin().timestamp()))
        .orElse(OptionalLong.empty());
  }

  /** Captions that come are young. */
  @Override
  public void process(Record<byte[], Emission> record) {}

  private void expire(String captionId, CaptionState state, long now) {
    Outbox outbox = Outbox.forwarding(context, RecordKeys.encode(captionId));
    CaptionLifecycle.Step step = lifecycle.deleted(state, Moment.ofClock(now));
    RecordOrigin clock = new RecordOrigin(now, List.of());
    ledger.withdraw(captionId, step, clock, state.published().isPresent(), outbox);
    ledger.forgetIfUnknown(captionId, step.state());
    outbox.send(
        new Emission.CaptionRevisit(context.taskId().partition()), new RecordHeaders(), now);
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
