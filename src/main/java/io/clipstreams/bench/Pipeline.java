package io.clipstreams.bench;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.Progress;
import io.clipstreams.config.InferenceConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.StreamsConfig;

/** The application's encoder alone (B), and what flows through topics with it (T, N, C). */
final class Pipeline {
  /** The topology alone is much faster: a few records would end before it is in full swing. */
  private static final int TOPOLOGY_FACTOR = 4;

  /** A round beside its parts is a ratio; the median of several counts. */
  private static final int ROUNDS = 3;

  /** At a round's start and end not all cores have work: that should not count for much. */
  private static final int WHOLE_FACTOR = 2;

  /** Before what takes long or is no part of a narrow comparison, only so many times fewer go. */
  private static final int FEWER = 3;

  /** With a model it would take minutes until what commits has been compiled. */
  private static final String OFTEN_MILLIS = "10";

  private final BenchStack stack;
  private final EmbeddingModel model;
  private final EmbeddingModel costFree;
  private final Progress.Display display;
  private final Numbers numbers;
  private final List<Figure> figures;

  /**
   * Rates of one subject, each a second.
   *
   * @param topology T
   * @param oneByOne N
   * @param rounds C, each with its parts measured before and after it
   */
  record Rates(double topology, double oneByOne, List<Round> rounds) {
    /** C: the median. */
    double whole() {
      return median(Round::whole);
    }

    /** The median of something of the rounds. */
    double median(ToDoubleFunction<Round> value) {
      return Statistics.median(rounds.stream().mapToDouble(value).toArray());
    }
  }

  /**
   * One measurement of the whole way.
   *
   * @param whole C
   * @param parts A and D beside it
   */
  record Round(double whole, Alongside.Parts parts) {}

  Pipeline(
      BenchStack stack,
      EmbeddingModel model,
      EmbeddingModel costFree,
      Progress.Display display,
      Numbers numbers,
      List<Figure> figures) {
    this.stack = stack;
    this.model = model;
    this.costFree = costFree;
    this.display = display;
    this.numbers = numbers;
    this.figures = figures;
  }

  EmbeddingModel model() {
    return model;
  }

  Numbers numbers() {
    return numbers;
  }

  Trial trial(Map<String, String> settings) {
    return stack.trial(model, settings);
  }

  Flow flow(Trial trial) {
    return new Flow(trial, display);
  }

  /**
   * Lets the compilers of the process do most of their work before anything is measured: sends
   * captions through the topology alone, which commits often.
   */
  void compile(Subject captions) {
    Map<String, String> settings = new HashMap<>(StreamBench.settings());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, OFTEN_MILLIS);
    try (Trial trial = stack.trial(costFree, settings).start();
        Flow flow = flow(trial)) {
      warmUp(captions, captions.count(), flow, "topology alone");
    }
  }

  Rates measure(Subject subject, String threshold, Alongside alongside) {
    double encoder = encoder(subject);
    figures.add(Figure.of("B", subject.name(), encoder, "1/s", "the encoder without Kafka"));
    int many = TOPOLOGY_FACTOR * subject.count();
    double topology = through("T", subject, many, stack.trial(costFree, StreamBench.settings()));
    Map<String, String> judged = new HashMap<>(FullBench.judged(threshold));
    List<Round> rounds = whole(subject, trial(judged), alongside);
    judged.put(InferenceConfig.LOOKAHEAD_CONFIG, "false");
    double oneByOne = through("N", subject, subject.count(), trial(judged));
    return new Rates(topology, oneByOne, rounds);
  }

  private List<Round> whole(Subject subject, Trial opened, Alongside alongside) {
    String task = "C " + subject.name();
    int many = WHOLE_FACTOR * subject.count();
    List<Round> rounds = new ArrayList<>();
    List<Map<Stage, Double>> shares = new ArrayList<>();
    try (Trial trial = opened.start();
        Flow flow = flow(trial)) {
      Load.Images spokenOf = warmUp(subject, subject.count(), flow, task);
      Alongside.Parts before = alongside.measure();
      for (int round = 0; round < ROUNDS; round++) {
        CpuMeter cpu = new CpuMeter();
        Load load = subject.load("live-" + round + "-", many, spokenOf, numbers);
        Timing timing = flow.through(task, load, OptionalDouble.empty());
        shares.add(cpu.seconds());
        Alongside.Parts after = alongside.measure();
        rounds.add(new Round(timing.rate(), Alongside.Parts.mean(before, after)));
        before = after;
      }
    }
    List<Double> rates = rounds.stream().map(Round::whole).toList();
    figures.add(Figure.ofRuns("C", subject.name(), rates, "1/s", many + " records"));
    figures.addAll(CpuShares.figures(subject.name(), shares.get(ROUNDS - 1)));
    return rounds;
  }

  private double encoder(Subject subject) {
    Encoding encoding = new Encoding(model.encoder(), display);
    int from = numbers.take(subject.count());
    String task = "B " + subject.name();
    return subject.kind() == Kind.IMAGES
        ? encoding.images(task, number -> subject.files().apply(from + number), subject.count())
        : encoding.captions(task, number -> subject.texts().apply(from + number), subject.count());
  }

  private double through(String letter, Subject subject, int count, Trial opened) {
    String task = letter + " " + subject.name();
    try (Trial trial = opened.start();
        Flow flow = flow(trial)) {
      Load.Images spokenOf = warmUp(subject, count / FEWER, flow, task);
      Timing timing =
          flow.through(
              task, subject.load("live-", count, spokenOf, numbers), OptionalDouble.empty());
      figures.add(Figure.of(letter, subject.name(), timing.rate(), "1/s", count + " records"));
      return timing.rate();
    }
  }

  /**
   * Sends records that do not count.
   *
   * @return the images that captions may belong to
   */
  Load.Images warmUp(Subject subject, int count, Flow flow, String task) {
    Load.Images spokenOf = subject.spokenOf(numbers);
    flow.introduce(
        task + ", first", subject.captions("first-", spokenOf.count(), spokenOf, numbers));
    flow.through(
        task + ", warm-up",
        subject.load("warm-", Math.max(1, count), spokenOf, numbers),
        OptionalDouble.empty());
    return spokenOf;
  }
}
