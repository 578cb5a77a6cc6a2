package io.clipstreams.scoring;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Arithmetic on embeddings of 512 numbers, in microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScoringBenchmark {
  private static final int DIMENSION = 512;
  private static final int LABELS = 1_000;

  private final ZeroShotClassifier classifier = new ZeroShotClassifier(100);
  private LabelMatrix labels;
  private float[] image;
  private float[] caption;

  @Setup
  public void setUp() {
    Random random = new Random(1);
    List<String> names = IntStream.range(0, LABELS).mapToObj(i -> "label " + i).toList();
    float[][] embeddings =
        IntStream.range(0, LABELS).mapToObj(i -> vector(random)).toArray(float[][]::new);
    labels = new LabelMatrix(names, embeddings);
    image = vector(random);
    caption = vector(random);
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Vectors.normalize(vector);
  }

  @Benchmark
  public double cosine() {
    return Vectors.cosine(image, caption);
  }

  @Benchmark
  public List<ScoredLabel> zeroShotOverAThousandLabels() {
    return classifier.classify(image, labels, 5);
  }
}
