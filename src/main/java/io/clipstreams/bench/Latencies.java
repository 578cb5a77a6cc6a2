package io.clipstreams.bench;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** From sending a record to reading what comes of it, at half of the rate that is reached (L). */
final class Latencies {
  private static final double ALLOWANCE = 1.5;
  private static final double IDLE_ALLOWANCE_MILLIS = 150;

  /** Every pair's score lies below it, so that every image raises its caption's alert. */
  private static final String ALWAYS = "1";

  private final Pipeline pipeline;
  private final double batchMillis;
  private final int idleTries;
  private final List<Figure> figures;
  private final List<Check> checks;

  /**
   * @param batchMillis how long a record is in one batch at best, alone
   * @param idleTries how often a single picture is sent
   * @param figures takes the figures
   * @param checks takes the checks
   */
  Latencies(
      Pipeline pipeline,
      double batchMillis,
      int idleTries,
      List<Figure> figures,
      List<Check> checks) {
    this.pipeline = pipeline;
    this.batchMillis = batchMillis;
    this.idleTries = idleTries;
    this.figures = figures;
    this.checks = checks;
  }

  /**
   * Measures.
   *
   * @param rate what the whole way reaches, a second
   */
  void measure(Subject subject, double rate) {
    OptionalDouble half = OptionalDouble.of(rate / 2);
    try (Trial trial = pipeline.trial(Map.copyOf(FullBench.judged(ALWAYS))).start();
        Flow flow = pipeline.flow(trial)) {
      String task = "L " + subject.name();
      Load.Images spokenOf = pipeline.warmUp(subject, subject.count(), flow, task);
      // At this pace, too: batches are smaller, and what is compiled for them is another thing.
      Load slow = subject.load("slow-", subject.count(), spokenOf, pipeline.numbers());
      flow.through(task + ", warm-up at this pace", slow, half);
      Load load = subject.load("paced-", subject.count(), spokenOf, pipeline.numbers());
      int intervals = subject.kind() == Kind.IMAGES ? 1 : 3;
      double[] millis = flow.through(task, load, half).latenciesMillis();
      add(subject.name(), millis, intervals, trial.config().commitInterval());
      if (subject.kind() == Kind.IMAGES) {
        toAlert(subject, trial, flow, half);
        idle(subject, flow);
      }
    }
  }

  /** The captions are there and wait for their images. */
  private void toAlert(Subject subject, Trial trial, Flow flow, OptionalDouble rate) {
    Load.Images images = subject.images("alarming-", subject.count(), pipeline.numbers());
    Load.Captions waiting =
        subject.captions("waiting-", subject.count(), images, pipeline.numbers());
    String task = "L " + subject.name() + " to alert";
    flow.ahead(task + ", captions", waiting);
    String alerts = trial.config().topics().names().mismatchAlerts();
    Timing timing = flow.through(task, images, rate, alerts, waiting.prefix());
    add(subject.name() + " to alert", timing.latenciesMillis(), 4, trial.config().commitInterval());
  }

  private void add(String subject, double[] millis, int intervals, Duration commitInterval) {
    for (double share : new double[] {0.5, 0.95, 0.99}) {
      figures.add(
          Figure.of(
              "L",
              "%s p%.0f".formatted(subject, 100 * share),
              Statistics.percentile(share, millis),
              "ms",
              "at half of C"));
    }
    figures.add(
        Figure.of(
            "L",
            subject + ", one batch and its commits",
            batchMillis + intervals * commitInterval.toMillis(),
            "ms",
            "%.0f ms and %d commit intervals".formatted(batchMillis, intervals)));
    checks.add(
        Check.atMost(
            "%s p99 / (one batch + %d commit intervals)".formatted(subject, intervals),
            Statistics.percentile(0.99, millis)
                / (batchMillis + intervals * commitInterval.toMillis()),
            ALLOWANCE));
  }

  private void idle(Subject subject, Flow flow) {
    double[] through = new double[idleTries];
    double[] alone = new double[idleTries];
    for (int i = 0; i < idleTries; i++) {
      Load one = subject.images("single-" + i + "-", 1, pipeline.numbers());
      through[i] =
          flow.through("L " + subject.name() + ", alone", one, OptionalDouble.empty())
              .latenciesMillis()[0];
      alone[i] = millis(pipeline.model().encoder(), subject);
    }
    double own = Statistics.median(alone);
    double whole = Statistics.median(through);
    figures.add(Figure.of("L", subject.name() + ", one on an idle system", whole, "ms", ""));
    figures.add(Figure.of("L", subject.name() + ", its encoding alone", own, "ms", ""));
    checks.add(
        Check.atMost(
            subject.name() + " idle, ms beyond its own encoding",
            whole - own,
            IDLE_ALLOWANCE_MILLIS));
  }

  private double millis(Encoder encoder, Subject subject) {
    byte[] file = subject.files().apply(pipeline.numbers().take(1));
    long start = System.nanoTime();
    try {
      int dimension = encoder.encodeImage(file).vector().length;
      if (dimension == 0) {
        throw new BenchException("an embedding is empty");
      }
    } catch (ProcessingException e) {
      throw new BenchException("a generated picture cannot be embedded", e);
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
