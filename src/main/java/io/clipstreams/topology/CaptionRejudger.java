package io.clipstreams.topology;

import io.clipstreams.CaptionStatus;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Judgement;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.JudgeState;
import io.clipstreams.topology.state.WalkProgress;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Has captions judged again whose verdict rests on something that does not hold any longer: another
 * policy, threshold or calibration, or a time when too few pairs had been seen. It walks through
 * its task's captions in small steps and has those it finds revisited: {@link CaptionRevisits} asks
 * the join anew, and its answer brings the image's embedding to {@link CaptionJudge}, which sees
 * that the verdict is an old one. So no image's embedding needs to be kept with each of its
 * captions.
 */
final class CaptionRejudger implements Processor<byte[], Emission, byte[], Emission> {
  /** How often a step is taken. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  /** A quarter of a thread's time at most, while there is something to do. */
  private static final StoreWalk.Pace PACE = new StoreWalk.Pace(200, Duration.ofMillis(25));

  private static final String WALK = "judging-again";

  private ProcessorContext<byte[], Emission> context;
  private KeyValueStore<String, JudgeState> judge;
  private StoreWalk<CaptionState> walk;

  @Override
  public void init(ProcessorContext<byte[], Emission> processorContext) {
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
  public void process(Record<byte[], Emission> record) {}

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

  /** At the caption's own time: it is no newer than it was. */
  private void ask(String captionId, Caption caption) {
    context.forward(
        new Record<>(
            RecordKeys.encode(captionId),
            new Emission.CaptionRevisit(context.taskId().partition()),
            caption.origin().timestamp()));
  }
}
