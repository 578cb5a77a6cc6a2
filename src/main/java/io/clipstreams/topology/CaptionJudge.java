package io.clipstreams.topology;

import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;

/** Judges captions against their images, as the join pairs them. */
final class CaptionJudge implements FixedKeyProcessor<byte[], JoinedCaption, Emission> {
  private final CaptionLifecycle lifecycle;
  private final Function<KeyValueStore<String, CaptionState>, CaptionLedger> ledgers;
  private FixedKeyProcessorContext<byte[], Emission> context;
  private CaptionLedger ledger;

  CaptionJudge(
      CaptionLifecycle lifecycle,
      Function<KeyValueStore<String, CaptionState>, CaptionLedger> ledgers) {
    this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
    this.ledgers = Objects.requireNonNull(ledgers, "ledgers");
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    ledger = ledgers.apply(processorContext.getStateStore(EnrichmentTopology.CAPTIONS_STORE));
  }

  @Override
  public void process(FixedKeyRecord<byte[], JoinedCaption> record) {
    JoinedCaption joined = record.value();
    if (joined == null) {
      // The caption is gone; its intake has said so already.
      return;
    }
    String captionId = RecordKeys.text(record.key());
    Optional<CaptionState> state = ledger.find(captionId).filter(known -> isLatest(known, joined));
    state.ifPresent(
        before ->
            ledger.apply(
                captionId,
                lifecycle.judged(before, joined.image(), record.timestamp()),
                Outbox.forwarding(context, record)));
  }

  private static boolean isLatest(CaptionState state, JoinedCaption joined) {
    return state.caption().map(Caption::version).equals(Optional.of(joined.link().version()));
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
