package io.clipstreams.topology;

import io.clipstreams.AlertReason;
import io.clipstreams.CaptionStatus;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.topology.CaptionLifecycle.AlertTransition;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Judgement;
import io.clipstreams.topology.state.Deadline;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.RecordOrigin;
import io.clipstreams.topology.state.StoredMatch;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Remembers captions and publishes what changed of them: the enriched record if it differs from the
 * last one published, and the alert's transitions.
 */
final class CaptionLedger implements AutoCloseable {
  /** A judgement with every field, for measuring a record before its judgement is known. */
  private static final Judgement LARGEST_JUDGEMENT =
      new Judgement(
          CaptionStatus.PENDING_IMAGE,
          Optional.empty(),
          Optional.of(
              new MatchResult(
                  0, Optional.of(0f), Optional.of(0f), 0, 0, "measured", Verdict.UNDECIDED)),
          List.of(),
          Optional.empty());

  /** What an alert may hold beside the caption: three labels, reason and revision. */
  private static final int ALERT_RESERVE = 1_024 + 3 * 4 * LabelSetDefinition.MAX_LABEL_LENGTH;

  private final TopicNames topics;
  private final EnrichedRecords records;
  private final Publisher publisher;
  private final KeyValueStore<String, CaptionState> captions;
  private final DeadlineQueue deadlines;
  private final AlertMeters meters;

  CaptionLedger(
      TopicNames topics,
      EnrichedRecords records,
      Publisher publisher,
      KeyValueStore<String, CaptionState> captions,
      DeadlineQueue deadlines,
      AlertMeters meters) {
    this.topics = Objects.requireNonNull(topics, "topics");
    this.records = Objects.requireNonNull(records, "records");
    this.publisher = Objects.requireNonNull(publisher, "publisher");
    this.captions = Objects.requireNonNull(captions, "captions");
    this.deadlines = Objects.requireNonNull(deadlines, "deadlines");
    this.meters = Objects.requireNonNull(meters, "meters");
  }

  Optional<CaptionState> find(String captionId) {
    return Optional.ofNullable(captions.get(captionId));
  }

  /** The deadlines that are over, the earliest first, {@code most} at most. */
  List<Deadline> due(long now, int most) {
    return deadlines.due(now, most);
  }

  /** Nothing is to be done at a deadline any more. */
  void drop(Deadline deadline) {
    deadlines.remove(deadline);
  }

  /** Remembers what follows, and its deadlines; publishes nothing. */
  void remember(String captionId, CaptionState before, CaptionState now) {
    captions.put(captionId, now);
    deadlines.replace(captionId, before.deadlines(), now.deadlines());
  }

  /**
   * Makes sure that all that is to be said of a caption will fit, while its raw record is at hand.
   *
   * @throws ProcessingException PRODUCE_FAILED
   */
  void requirePublishable(String captionId, Caption caption) throws ProcessingException {
    if (surelyFits(captionId, caption)) {
      return;
    }
    publisher.requireFits(
        topics.enrichedCaptions(),
        captionId,
        records.caption(captionId, caption, LARGEST_JUDGEMENT),
        caption.origin().toHeaders(),
        0);
    MismatchAlert alert =
        records.raised(
            captionId,
            new CaptionState.OpenAlert(
                caption.version(),
                Optional.empty(),
                AlertReason.MISMATCH,
                caption.imageId(),
                caption.text(),
                LARGEST_JUDGEMENT.match(),
                List.of(),
                0));
    publisher.requireFits(
        topics.mismatchAlerts(), captionId, alert, new RecordHeaders(), ALERT_RESERVE);
  }

  /** Serialising each caption to measure it would take longer than all else at its intake. */
  private boolean surelyFits(String captionId, Caption caption) {
    return publisher.fits(
            topics.enrichedCaptions(),
            captionId,
            records.captionBound(captionId, caption),
            caption.origin().toHeaders())
        && publisher.fits(
            topics.mismatchAlerts(),
            captionId,
            records.alertBound(captionId, caption) + ALERT_RESERVE,
            new RecordHeaders());
  }

  /** Publishes the alert's transitions and, if it changed, the enriched caption; remembers all. */
  void apply(String captionId, CaptionLifecycle.Step step, Outbox outbox) {
    for (AlertTransition transition : step.transitions()) {
      publish(captionId, transition, outbox);
    }
    CaptionState state = step.state();
    if (state.caption().isPresent() && state.judgement().isPresent()) {
      state = publishIfChanged(captionId, state, outbox);
    }
    remember(captionId, step.before(), state);
    forgetIfUnknown(captionId, state);
  }

  private CaptionState publishIfChanged(String captionId, CaptionState state, Outbox outbox) {
    Caption caption = state.caption().orElseThrow();
    Judgement judgement = state.judgement().orElseThrow();
    Fingerprint fingerprint = fingerprint(caption, judgement);
    if (state.published().equals(Optional.of(fingerprint))) {
      return state;
    }
    Headers headers = caption.origin().toHeaders();
    outbox.send(
        publication(
            topics.enrichedCaptions(),
            captionId,
            records.caption(captionId, caption, judgement),
            headers),
        headers,
        caption.origin().timestamp());
    return state.withPublished(fingerprint);
  }

  /**
   * Publishes the alert's end and, unless it was the last thing published, a tombstone; remembers
   * what is left.
   */
  void withdraw(
      String captionId,
      CaptionLifecycle.Step step,
      RecordOrigin cause,
      boolean published,
      Outbox outbox) {
    for (AlertTransition transition : step.transitions()) {
      publish(captionId, transition, outbox);
    }
    if (published) {
      outbox.send(
          Emission.Publication.tombstone(topics.enrichedCaptions()),
          cause.toHeaders(),
          cause.timestamp());
    }
    remember(captionId, step.before(), step.state());
  }

  /** A caption of which nothing is left takes no place. */
  void forgetIfUnknown(String captionId, CaptionState state) {
    if (state.isUnknown()) {
      captions.delete(captionId);
    }
  }

  private void publish(String captionId, AlertTransition transition, Outbox outbox) {
    Headers headers = new RecordHeaders();
    if (transition instanceof AlertTransition.Raised raised) {
      MismatchAlert alert = records.raised(captionId, raised.alert());
      outbox.send(
          publication(topics.mismatchAlerts(), captionId, alert, headers),
          headers,
          raised.alert().raisedAt());
      meters.raised(raised.alert().reason());
    } else if (transition instanceof AlertTransition.Resolved resolved) {
      MismatchAlert alert =
          records.resolved(
              captionId, resolved.alert(), resolved.resolution(), resolved.timestamp());
      outbox.send(
          publication(topics.mismatchAlerts(), captionId, alert, headers),
          headers,
          resolved.timestamp());
      meters.resolved(resolved.resolution());
    } else if (transition instanceof AlertTransition.Forgotten forgotten) {
      outbox.send(
          Emission.Publication.tombstone(topics.mismatchAlerts()), headers, forgotten.timestamp());
    }
  }

  private Emission.Publication publication(
      String topic, String key, SpecificRecord record, Headers headers) {
    try {
      return publisher.publication(topic, key, record, headers);
    } catch (ProcessingException tooLarge) {
      // It was measured when the caption came in; only a lowered limit of the topic leads here.
      throw new IllegalStateException(
          "%s of caption %s: %s".formatted(topic, key, tooLarge.getMessage()), tooLarge);
    }
  }

  /** The event's time and headers do not count: a caption sent again is not published again. */
  private static Fingerprint fingerprint(Caption caption, Judgement judgement) {
    return Fingerprint.of(
        out -> {
          out.writeString(caption.imageId()).writeString(caption.text());
          out.writeStrings(caption.attributes()).writeEnum(judgement.status());
          out.writeOptional(judgement.match(), StoredMatch::write);
        });
  }

  @Override
  public void close() {
    publisher.close();
  }
}
