package io.clipstreams.topology;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * The first processor of an input topic. It sees the raw record; whatever is wrong with it becomes
 * a dead letter in the same transaction, never an exception.
 */
final class IntakeProcessor implements FixedKeyProcessor<byte[], byte[], Emission> {
  private final Intake intake;
  private final DeadLetters deadLetters;
  private final IntakeMeters meters;
  private FixedKeyProcessorContext<byte[], Emission> context;

  IntakeProcessor(Intake intake, DeadLetters deadLetters, IntakeMeters meters) {
    this.intake = Objects.requireNonNull(intake, "intake");
    this.deadLetters = Objects.requireNonNull(deadLetters, "deadLetters");
    this.meters = Objects.requireNonNull(meters, "meters");
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Emission> processorContext) {
    this.context = processorContext;
    intake.open(processorContext);
  }

  @Override
  public void process(FixedKeyRecord<byte[], byte[]> record) {
    RawRecord raw = RawRecord.of(record, context.recordMetadata().orElseThrow());
    Outbox outbox = Outbox.forwarding(context, record);
    String key;
    try {
      key = RecordKeys.decode(raw.key());
    } catch (ProcessingException noKey) {
      deadLetter(raw, noKey, outbox);
      return;
    }
    if (raw.value().isEmpty()) {
      intake.deleted(raw, key, outbox);
      meters.deleted(raw.topic());
    } else {
      long seen = intake.seen(raw).orElseGet(System::nanoTime);
      receive(raw, raw.value().get(), key, outbox);
      meters.took(raw.topic(), System.nanoTime() - seen);
    }
  }

  private void receive(RawRecord raw, byte[] value, String key, Outbox outbox) {
    try {
      intake.received(raw, value, key, outbox);
      meters.processed(raw.topic());
    } catch (ProcessingException failure) {
      deadLetter(raw, failure, outbox);
      // What cannot be read counts as never sent: the version before stays the latest.
      if (failure.code() != FailureCode.DESERIALIZATION_FAILED) {
        intake.failed(raw, value, key, outbox);
      }
    }
  }

  private void deadLetter(RawRecord raw, ProcessingException failure, Outbox outbox) {
    DeadLetters.DeadLetter letter = deadLetters.write(raw, failure);
    outbox.send(letter.publication(), letter.headers(), raw.timestamp());
    meters.deadLettered(raw.topic(), failure.code());
  }

  @Override
  public void close() {
    intake.close();
  }
}
