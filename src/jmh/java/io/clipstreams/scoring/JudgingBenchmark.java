package io.clipstreams.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a policy adds to a pair, in microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JudgingBenchmark {
  private static final int DIMENSION = 512;

  @Param({"256", "1024"})
  private int pairs;

  private final SimilarityPolicy similarity = new SimilarityPolicy(OptionalDouble.of(0.2), 0);
  private final ContrastPolicy contrast = new ContrastPolicy(0.95, 0, similarity, 50);
  private final NeighboursPolicy neighbours =
      new NeighboursPolicy(OptionalDouble.of(-1), 0, similarity, 50);
  private References references;
  private Reservoir reservoir;
  private float[] image;
  private float[] caption;
  private long number;

  /** Random directions: the arithmetic does not depend on them. */
  @Setup
  public void setUp() {
    Random random = new Random(1);
    List<ReferencePair> set = new ArrayList<>();
    reservoir = new Reservoir(pairs, 1);
    for (int i = 0; i < pairs; i++) {
      ReferencePair pair = ReferencePair.of("c" + i, "i" + i, vector(random), vector(random));
      set.add(pair);
      reservoir.offer(pair);
    }
    references = References.of(set, "own", "own");
    image = vector(random);
    caption = vector(random);
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  @Benchmark
  public MatchResult similarity() {
    return similarity.judge(image, caption, references);
  }

  @Benchmark
  public MatchResult contrast() {
    return contrast.judge(image, caption, references);
  }

  @Benchmark
  public MatchResult neighbours() {
    return neighbours.judge(image, caption, references);
  }

  /** Remembering a pair; most do not enter the sample. */
  @Benchmark
  public Reservoir.Change remember() {
    return reservoir.offer(ReferencePair.of("d" + number++, "j", image, caption));
  }
}
