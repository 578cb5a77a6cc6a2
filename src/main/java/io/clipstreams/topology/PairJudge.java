package io.clipstreams.topology;

import io.clipstreams.scoring.MatchResult;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageSummary;

/** Judges a caption against its image. */
interface PairJudge {
  /** What verdicts rest on now; a verdict that rests on something else is to be taken again. */
  Fingerprint basis();

  /**
   * Judges, and remembers the pair.
   *
   * @param again whether the same versions have been judged before
   */
  MatchResult judge(Caption caption, ImageSummary.Embedded image, boolean again);
}
