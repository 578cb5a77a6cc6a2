package io.clipstreams.topology;

import io.clipstreams.LabelSet;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.LabelEmbeddings;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.serde.EventReader;
import io.clipstreams.topology.state.StoredLabelSet;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;

/**
 * Validates label sets and hands the good ones on to every task. A bad one gets a dead letter, and
 * the set that was accepted before stays.
 */
final class LabelSetIntake implements Intake {
  private final String acceptedTopic;
  private final EventReader<LabelSet> reader;
  private final LabelEmbeddings embeddings;
  private final int maxPrompts;
  private final Serializer<LabelSetDefinition> serializer = StoredLabelSet.SERDE.serializer();

  LabelSetIntake(
      String acceptedTopic,
      EventReader<LabelSet> reader,
      LabelEmbeddings embeddings,
      int maxPrompts) {
    this.acceptedTopic = Objects.requireNonNull(acceptedTopic, "acceptedTopic");
    this.reader = Objects.requireNonNull(reader, "reader");
    this.embeddings = Objects.requireNonNull(embeddings, "embeddings");
    this.maxPrompts = maxPrompts;
  }

  @Override
  public void open(FixedKeyProcessorContext<byte[], Emission> context) {}

  @Override
  public void received(RawRecord record, byte[] value, String name, Outbox outbox)
      throws ProcessingException {
    LabelSet event = reader.read(record.topic(), record.headers(), value);
    LabelSetDefinition set = define(name, event);
    requireFewPrompts(name, set);
    if (set.active()) {
      // A set that cannot be embedded must not be accepted: images would fail by it.
      embeddings.of(set);
    }
    outbox.send(
        new Emission.Publication(
            acceptedTopic, Optional.of(serializer.serialize(acceptedTopic, set))),
        new RecordHeaders(),
        record.timestamp());
  }

  private void requireFewPrompts(String name, LabelSetDefinition set) throws ProcessingException {
    long prompts = (long) set.labels().size() * set.templates().size();
    if (prompts > maxPrompts) {
      throw new ProcessingException(
          FailureCode.INVALID_EVENT,
          "label set '%s' has %d labels and %d templates, which makes %d prompts; the limit is %d: make it"
                  .formatted(name, set.labels().size(), set.templates().size(), prompts, maxPrompts)
              + " smaller, or raise clip.labels.max.prompts");
    }
  }

  @Override
  public void deleted(RawRecord record, String name, Outbox outbox) {
    outbox.send(
        Emission.Publication.tombstone(acceptedTopic), new RecordHeaders(), record.timestamp());
  }

  @Override
  public void failed(RawRecord record, byte[] value, String name, Outbox outbox) {}

  private static LabelSetDefinition define(String name, LabelSet event) throws ProcessingException {
    try {
      return new LabelSetDefinition(
          event.getLabels(), event.getTemplates(), event.getActive(), event.getTopK());
    } catch (IllegalArgumentException invalid) {
      throw new ProcessingException(
          FailureCode.INVALID_EVENT,
          "label set '%s': %s".formatted(name, invalid.getMessage()),
          invalid);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
