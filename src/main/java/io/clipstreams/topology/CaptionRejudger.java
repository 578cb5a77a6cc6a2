package io.clipstreams.topology;

import io.clipstreams.CaptionStatus;
import io.clipstreams.topology.state.CaptionLink;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Judgement;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.JudgeState;
import io.clipstreams.topology.state.WalkProgress;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.InternalFixedKeyRecordFactory;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Has captions judged again whose verdict rests on something that does not hold any longer: another
 * policy, threshold or calibration, or a time when too few pairs had been seen. It walks through
 * its task's captions in small steps and asks the join anew for the images of those it finds; the
 * answer brings the image's embedding to {@link CaptionJudge}, which sees that the verdict is an
 * old one. So no image's embedding needs to be kept with each of its captions.
 *
 * <p>It is a processor of fixed keys, since what it asks for lies in its own partition: behind one
 * that may change keys Kafka Streams would put a repartition, and captions would be judged in other
 * tasks than those that know them.
 */
final class CaptionRejudger implements FixedKeyProcessor<byte[], Emission, Emission> {
  /** How often a step is taken. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  /** A quarter of a thread's time at most, while there is something to do. */
  private static final StoreWalk.Pace PACE = new StoreWalk.Pace(200, Duration.ofMillis(25));

  private static final long NO_OFFSET = -1;
  private static final String WALK = "judging-again";

  private FixedKeyProcessorContext<byte[], Emission> context;
  private KeyValueStore<String, JudgeState> judge;
  private StoreWalk<CaptionState> walk;

  @Override
  public void init(FixedKeyProcessorContext<byte[], Emission> processorContext) {
    context = processorContext;
    judge = context.getStateStore(EnrichmentTopology.JUDGE_STORE);
    KeyValueStore<String, CaptionState> captions =
        context.getStateStore(EnrichmentTopology.CAPTIONS_STORE);
    KeyValueStore<String, WalkProgress> progress =
        context.getStateStore(EnrichmentTopology.CAPTION_WALKS_STORE);
    walk = new StoreWalk<>(WALK, captions, progress, PACE);
    context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> step());
  }

  /** Captions are judged as they come. */
  @Override
  public void process(FixedKeyRecord<byte[], Emission> record) {}

  private void step() {
    Optional.ofNullable(judge.get(TaskJudge.STATE_KEY))
        .map(JudgeState::basis)
        .ifPresent(basis -> walk.step(basis, (captionId, state) -> visit(captionId, state, basis)));
  }

  private void visit(String captionId, CaptionState state, Fingerprint basis) {
    if (state.judgement().filter(judgement -> isOld(judgement, basis)).isPresent()) {
      state.caption().ifPresent(caption -> ask(captionId, caption));
    }
  }

  private static boolean isOld(Judgement judgement, Fingerprint basis) {
    return judgement.status() == CaptionStatus.SCORED
        && !judgement.basis().equals(Optional.of(basis));
  }

  /**
   * At the caption's own time: it is no newer than it was. The join sends its answer to the
   * partition that the record came from, which a record made by the clock does not have: it is told
   * so.
   */
  private void ask(String captionId, Caption caption) {
    CaptionLink link = new CaptionLink(caption.imageId(), caption.version());
    long timestamp = caption.origin().timestamp();
    Record<byte[], Emission> record =
        new Record<>(
            RecordKeys.encode(captionId), new Emission.CaptionChange(Optional.of(link)), timestamp);
    InternalProcessorContext<?, ?> origins = (InternalProcessorContext<?, ?>) context;
    ProcessorRecordContext before = origins.recordContext();
    origins.setRecordContext(
        new ProcessorRecordContext(
            timestamp, NO_OFFSET, context.taskId().partition(), null, new RecordHeaders()));
    try {
      context.forward(InternalFixedKeyRecordFactory.create(record));
    } finally {
      origins.setRecordContext(before);
    }
  }
}
