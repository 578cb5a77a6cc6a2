package io.clipstreams.topology;

import io.clipstreams.CaptionEvent;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.topology.state.CaptionLink;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.RecordOrigin;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * From a caption to its embedding, and on to the join with its image. A caption that is sent again
 * unchanged changes nothing.
 */
final class CaptionIntake implements Intake {
  private final RecordReader<ReadCaption> reader;
  private final EnrichedRecords records;
  private final CaptionLifecycle lifecycle;
  private final Function<ProcessingContext, CaptionLedger> ledgers;
  private CaptionLedger ledger;
  private int partition;
  private ProcessingContext clock;

  CaptionIntake(
      RecordReader<ReadCaption> reader,
      EnrichedRecords records,
      CaptionLifecycle lifecycle,
      Function<ProcessingContext, CaptionLedger> ledgers) {
    this.reader = Objects.requireNonNull(reader, "reader");
    this.records = Objects.requireNonNull(records, "records");
    this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
    this.ledgers = Objects.requireNonNull(ledgers, "ledgers");
  }

  @Override
  public void open(FixedKeyProcessorContext<byte[], Emission> context) {
    ledger = ledgers.apply(context);
    clock = context;
    partition = context.taskId().partition();
  }

  @Override
  public OptionalLong seen(RawRecord record) {
    return reader.seen(record);
  }

  @Override
  public void received(RawRecord record, byte[] value, String captionId, Outbox outbox)
      throws ProcessingException {
    ReadCaption read = reader.read(record, value);
    CaptionEvent event = read.event();
    CaptionState before = ledger.find(captionId).orElseGet(CaptionState::unknown);
    if (before.caption().filter(caption -> isSame(caption, event)).isPresent()) {
      return;
    }
    Caption caption = embed(record, read);
    ledger.requirePublishable(captionId, caption);
    boolean sameVersion =
        before.caption().map(Caption::version).equals(Optional.of(caption.version()));
    if (sameVersion) {
      CaptionLifecycle.Step step = lifecycle.attributesChanged(before, caption, moment(record));
      ledger.apply(captionId, step, outbox);
    } else {
      ledger.remember(captionId, before, before.withCaption(caption));
      sendLink(Optional.of(new CaptionLink(caption.imageId(), caption.version())), record, outbox);
    }
  }

  @Override
  public void deleted(RawRecord record, String captionId, Outbox outbox) {
    Optional<CaptionState> before = ledger.find(captionId);
    if (before.isPresent()) {
      CaptionLifecycle.Step step = lifecycle.deleted(before.get(), moment(record));
      ledger.withdraw(
          captionId, step, origin(record), before.get().published().isPresent(), outbox);
      ledger.forgetIfUnknown(captionId, step.state());
      sendLink(Optional.empty(), record, outbox);
    }
  }

  @Override
  public void failed(RawRecord record, byte[] value, String captionId, Outbox outbox) {
    Optional<CaptionState> before = ledger.find(captionId);
    CaptionLifecycle.Step step =
        lifecycle.failed(before.orElseGet(CaptionState::unknown), moment(record));
    // The first version of a caption that fails is withdrawn, too, so that consumers see it.
    boolean published = before.isEmpty() || before.get().published().isPresent();
    ledger.withdraw(captionId, step, origin(record), published, outbox);
    sendLink(Optional.empty(), record, outbox);
  }

  private Moment moment(RawRecord record) {
    return new Moment(record.timestamp(), clock.currentSystemTimeMs());
  }

  private Caption embed(RawRecord record, ReadCaption read) throws ProcessingException {
    EncodedText encoded = read.encoding().await();
    CaptionEvent event = read.event();
    return new Caption(
        event.getImageId(),
        event.getText(),
        records.vector(encoded.vector()),
        encoded.tokens(),
        encoded.truncated(),
        event.getAttributes(),
        origin(record));
  }

  private static RecordOrigin origin(RawRecord record) {
    return RecordOrigin.of(record.timestamp(), record.headers());
  }

  private static void sendLink(Optional<CaptionLink> link, RawRecord record, Outbox outbox) {
    outbox.send(new Emission.CaptionChange(link), new RecordHeaders(), record.timestamp());
  }

  private static boolean isSame(Caption caption, CaptionEvent event) {
    return caption.imageId().equals(event.getImageId())
        && caption.text().equals(event.getText())
        && caption.attributes().equals(event.getAttributes());
  }

  @Override
  public void close() {
    reader.forget(partition);
    if (ledger != null) {
      ledger.close();
    }
  }
}
