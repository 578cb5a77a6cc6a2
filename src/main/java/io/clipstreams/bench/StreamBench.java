package io.clipstreams.bench;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ImageConfig;
import io.clipstreams.config.JudgingConfig;
import io.clipstreams.topology.ModelIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Measures the stream itself (letter T): broker, registry, producer, application and consumer on
 * this machine, with an encoder that costs nothing.
 */
public final class StreamBench {
  private static final int IMAGE_BYTES = 20_000;
  private static final int IMAGES_SPOKEN_OF = 500;
  private static final int WARM_UP = 5_000;
  private static final long SEED = 20260101;
  private static final int GROWN = 200_000;
  private static final int SMALL = 10_000;
  private static final int LONG_WARM_UP = 50_000;
  private static final int SHORT_RUNS = 5;

  /** About a tenth of the cosines of unrelated contents lie below it. */
  private static final String THRESHOLD = "-0.0566";

  /** The least that a broker allows: a second start waits until the first one's session ends. */
  static final Map<String, String> QUICK_RESTART =
      Map.of(
          "main.consumer.session.timeout.ms", "6000",
          "main.consumer.heartbeat.interval.ms", "1500");

  private final Options options;
  private final Progress.Display display;
  private final FlightRecorder recorder;
  private final RandomBytes contents = new RandomBytes(IMAGE_BYTES, SEED);
  private final CaptionTexts texts = new CaptionTexts(SEED);
  private final List<Figure> figures = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  /**
   * What is measured.
   *
   * @param config the application's configuration without addresses
   * @param counts records of a run, by kind; kinds that are missing are not measured
   * @param runs how often; the median counts
   * @param partitions of every topic
   * @param growth whether the rates at 10,000 and at 200,000 records are compared as well
   * @param jfr where a flight recording of the measured runs goes, if one is wanted
   */
  public record Options(
      ClipConfig config,
      Map<Kind, Integer> counts,
      int runs,
      int partitions,
      boolean growth,
      Optional<Path> jfr) {
    public Options {
      counts = Map.copyOf(counts);
    }
  }

  private StreamBench(Options options, Progress.Display display, FlightRecorder recorder) {
    this.options = options;
    this.display = display;
    this.recorder = recorder;
  }

  /**
   * Measures.
   *
   * @param display shows how far it is
   * @throws BenchException if the stream does not deliver
   */
  public static Report run(Options options, Progress.Display display) {
    try (FlightRecorder recorder = new FlightRecorder(options.jfr());
        MemoryMeter memory = new MemoryMeter();
        EmbeddingModel model = costFree();
        BenchStack stack = BenchStack.start(options.config(), options.partitions())) {
      StreamBench bench = new StreamBench(options, display, recorder);
      bench.measureAll(stack, model);
      bench.figures.addAll(Memory.figures(memory));
      return new Report(
          Machine.settings(
              Map.of(
                  "encoder", "none",
                  "runs", Integer.toString(options.runs()),
                  "partitions", Integer.toString(options.partitions()))),
          bench.figures,
          bench.checks);
    }
  }

  static EmbeddingModel costFree() {
    return new EmbeddingModel(
        new ModelIdentity("none", "none", 100), new CostFreeEncoder(), OptionalDouble.empty());
  }

  /** What every trial without a model sets. */
  static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(QUICK_RESTART);
    settings.put(JudgingConfig.THRESHOLD_CONFIG, THRESHOLD);
    settings.put(ImageConfig.THUMBNAIL_SIZE_CONFIG, "0");
    return settings;
  }

  private void measureAll(BenchStack stack, EmbeddingModel model) {
    for (Kind kind : Kind.values()) {
      if (options.counts().containsKey(kind)) {
        int count = options.counts().get(kind);
        // Compilers and caches of the whole process warm up in a trial that does not count. It
        // takes a multiple of a short run until the compilers leave the cores to the stream.
        int first = options.growth() ? LONG_WARM_UP : Math.min(SHORT_RUNS * count, LONG_WARM_UP);
        trial(stack, model, kind, first, "warm-up", true);
        recorder.start();
        double rate = measure(stack, model, kind, count, true);
        double aim = kind == Kind.IMAGES ? 2_000 : 5_000;
        checks.add(Check.atLeast(kind.word() + " T / " + (int) aim, rate / aim, 1));
        if (options.growth()) {
          double small = count == SMALL ? rate : measure(stack, model, kind, SMALL, false);
          double grown = measure(stack, model, kind, GROWN, false);
          checks.add(
              Check.atLeast(
                  "%s T at %,d / T at %,d".formatted(kind.word(), GROWN, SMALL),
                  grown / small,
                  0.9));
        }
      }
    }
  }

  private double measure(
      BenchStack stack, EmbeddingModel model, Kind kind, int count, boolean drained) {
    List<Double> rates = new ArrayList<>();
    List<Double> drains = new ArrayList<>();
    Optional<Run> last = Optional.empty();
    for (int run = 1; run <= options.runs(); run++) {
      String task = "run %d of %d".formatted(run, options.runs());
      Run taken = trial(stack, model, kind, count, task, drained);
      rates.add(taken.rate());
      taken.drainRate().ifPresent(drains::add);
      last = Optional.of(taken);
    }
    String subject = "%s, %,d records".formatted(kind.word(), count);
    Figure rate = Figure.ofRuns("T", subject, rates, "1/s", "first sent to last read");
    figures.add(rate);
    if (drained) {
      figures.add(
          Figure.ofRuns("T", subject + ", drained", drains, "1/s", "sent before the start"));
    }
    last.ifPresent(run -> figures.addAll(run.cpu()));
    return rate.value();
  }

  private record Run(double rate, OptionalDouble drainRate, List<Figure> cpu) {}

  private Run trial(
      BenchStack stack, EmbeddingModel model, Kind kind, int count, String run, boolean drained) {
    String task = kind.word() + ", " + run;
    try (Trial trial = stack.trial(model, settings()).start();
        Flow flow = new Flow(trial, display)) {
      int warmUp = Math.min(count, WARM_UP);
      Load.Images spokenOf = images("image-", 0, IMAGES_SPOKEN_OF);
      flow.introduce(task + ", first", captions("first-", 0, IMAGES_SPOKEN_OF, spokenOf));
      flow.through(
          task + ", warm-up",
          load(kind, "warm-", IMAGES_SPOKEN_OF, warmUp, spokenOf),
          OptionalDouble.empty());
      CpuMeter cpu = new CpuMeter();
      Timing live =
          flow.through(
              task,
              load(kind, "live-", IMAGES_SPOKEN_OF + warmUp, count, spokenOf),
              OptionalDouble.empty());
      List<Figure> shares =
          CpuShares.figures("%s, %,d records".formatted(kind.word(), count), cpu.seconds());
      Load later = load(kind, "drained-", IMAGES_SPOKEN_OF + warmUp + count, count, spokenOf);
      return new Run(
          live.rate(),
          drained
              ? OptionalDouble.of(flow.drain(task + ", drained", later).drainRate())
              : OptionalDouble.empty(),
          shares);
    }
  }

  private Load load(Kind kind, String prefix, int from, int count, Load.Images spokenOf) {
    return kind == Kind.IMAGES
        ? images(prefix, from, count)
        : captions(prefix, from, count, spokenOf);
  }

  private Load.Images images(String prefix, int from, int count) {
    return new Load.Images(prefix, count, number -> contents.content(from + number));
  }

  private Load.Captions captions(String prefix, int from, int count, Load.Images images) {
    return new Load.Captions(prefix, count, number -> texts.text(from + number), images);
  }
}
