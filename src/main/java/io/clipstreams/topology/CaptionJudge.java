package io.clipstreams.topology;

import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Judges captions against their images, as the join pairs them, and does what the clock has to do
 * for them.
 */
final class CaptionJudge implements Processor<byte[], JoinedCaption, byte[], Emission> {
  private final CaptionLifecycle lifecycle;
  private final Function<ProcessingContext, CaptionLedger> ledgers;
  private final Function<ProcessingContext, TaskJudge> judges;
  private ProcessorContext<byte[], Emission> context;
  private CaptionLedger ledger;
  private TaskJudge judge;

  CaptionJudge(
      CaptionLifecycle lifecycle,
      Function<ProcessingContext, CaptionLedger> ledgers,
      Function<ProcessingContext, TaskJudge> judges) {
    this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
    this.ledgers = Objects.requireNonNull(ledgers, "ledgers");
    this.judges = Objects.requireNonNull(judges, "judges");
  }

  @Override
  public void init(ProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    ledger = ledgers.apply(processorContext);
    judge = judges.apply(processorContext);
    context.schedule(
        CaptionRejudger.INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> judge.tick());
    AlertClock clock = new AlertClock(lifecycle, ledger);
    context.schedule(
        AlertClock.INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        now -> clock.tick(now, captionId -> outbox(RecordKeys.encode(captionId))));
  }

  @Override
  public void process(Record<byte[], JoinedCaption> record) {
    JoinedCaption joined = record.value();
    String captionId = RecordKeys.text(record.key());
    if (joined == null) {
      // The caption is gone; its intake has said so already.
      judge.forget(captionId);
      return;
    }
    Moment moment = new Moment(record.timestamp(), context.currentSystemTimeMs());
    Optional<CaptionState> state = ledger.find(captionId).filter(known -> isLatest(known, joined));
    state.ifPresent(
        before ->
            ledger.apply(
                captionId,
                lifecycle.judged(before, joined.image(), judge.of(captionId), moment),
                outbox(record.key())));
  }

  private Outbox outbox(byte[] key) {
    return Outbox.forwarding(context, key);
  }

  private static boolean isLatest(CaptionState state, JoinedCaption joined) {
    return state.caption().map(Caption::version).equals(Optional.of(joined.link().version()));
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
    if (judge != null) {
      judge.close();
    }
  }
}
