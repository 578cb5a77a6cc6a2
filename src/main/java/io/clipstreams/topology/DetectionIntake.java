package io.clipstreams.topology;

import io.clipstreams.DetectionRequest;
import io.clipstreams.DetectionResult;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.serde.EventReader;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * From a detection request to its result. Every request gets one; one that fails gets a dead
 * letter, too, so that it can be replayed.
 */
final class DetectionIntake implements Intake {
  private final String topic;
  private final EventReader<DetectionRequest> reader;
  private final RequestedDetections detections;
  private final Publisher publisher;
  private final Function<ProcessingContext, ImageUris> uris;
  private ImageUris known;

  DetectionIntake(
      String topic,
      EventReader<DetectionRequest> reader,
      RequestedDetections detections,
      Function<ProcessingContext, ImageUris> uris,
      Publisher publisher) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.reader = Objects.requireNonNull(reader, "reader");
    this.detections = Objects.requireNonNull(detections, "detections");
    this.uris = Objects.requireNonNull(uris, "uris");
    this.publisher = Objects.requireNonNull(publisher, "publisher");
  }

  @Override
  public void open(FixedKeyProcessorContext<byte[], Emission> context) {
    known = uris.apply(context);
  }

  @Override
  public void received(RawRecord record, byte[] value, String requestId, Outbox outbox)
      throws ProcessingException {
    DetectionRequest request = reader.read(record.topic(), record.headers(), value);
    RequestedDetections.Answer answer = detections.answer(requestId, request, known::of);
    Headers headers = new RecordHeaders(record.headers());
    Optional<ProcessingException> failure = answer.failure();
    Emission.Publication publication;
    try {
      publication = publication(answer.result(), headers);
    } catch (ProcessingException tooLarge) {
      failure = Optional.of(tooLarge);
      publication = publication(detections.tooLarge(answer.result(), tooLarge), headers);
    }
    outbox.send(publication, headers, record.timestamp());
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private Emission.Publication publication(DetectionResult result, Headers headers)
      throws ProcessingException {
    return publisher.publication(topic, result.getRequestId(), result, headers);
  }

  @Override
  public void deleted(RawRecord record, String requestId, Outbox outbox) {}

  @Override
  public void failed(RawRecord record, byte[] value, String requestId, Outbox outbox) {}

  @Override
  public void close() {
    reader.close();
    publisher.close();
  }
}
