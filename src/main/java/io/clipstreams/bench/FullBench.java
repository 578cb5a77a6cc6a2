package io.clipstreams.bench;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ImageConfig;
import io.clipstreams.config.JudgingConfig;
import io.clipstreams.config.ModelConfig;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.ClipModelOptions;
import io.clipstreams.model.ModelCatalog;
import io.clipstreams.model.ModelStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The whole way against its parts, in one run: the model raw (A), decoding and preprocessing (D),
 * the encoder without Kafka (B), the topology without a model (T), the topology one record at a
 * time (N), topic in to topic out (C), and latencies (L).
 */
public final class FullBench {
  private static final long SEED = 20260101;
  private static final int DISTINCT_SMALL = 64;
  private static final int DISTINCT_PHOTOS = 24;

  /** Photographs are this much dearer. */
  private static final int FEWER_PHOTOS = 4;

  private final Options options;
  private final Progress.Display display;
  private final Numbers numbers = new Numbers();
  private final CaptionTexts texts = new CaptionTexts(SEED);
  private final Pictures small = new Pictures(PictureSize.SMALL, DISTINCT_SMALL, SEED);
  private final List<Figure> figures = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  /**
   * What is measured.
   *
   * @param config the application's configuration without addresses; names the model
   * @param images small images of a measurement, of photographs a quarter; 0 for none
   * @param captions captions of a measurement; 0 for none
   * @param sizes which pictures
   * @param partitions of every topic
   * @param effort how much time single measurements take
   */
  public record Options(
      ClipConfig config,
      int images,
      int captions,
      Set<PictureSize> sizes,
      int partitions,
      Effort effort) {
    public Options {
      sizes = Set.copyOf(sizes);
    }
  }

  private FullBench(Options options, Progress.Display display) {
    this.options = options;
    this.display = display;
  }

  /**
   * Measures.
   *
   * @param display shows how far it is
   * @throws BenchException if something does not deliver
   */
  public static Report run(Options options, Progress.Display display) {
    FullBench bench = new FullBench(options, display);
    try (MemoryMeter memory = new MemoryMeter()) {
      bench.measureAll();
      bench.figures.addAll(Memory.figures(memory));
    }
    return new Report(Machine.settings(bench.settings()), bench.figures, bench.checks);
  }

  private Map<String, String> settings() {
    return Map.of(
        "model", options.config().model().model(),
        "threads", Integer.toString(options.config().model().inferenceThreads()),
        "images", Integer.toString(options.images()),
        "captions", Integer.toString(options.captions()),
        "partitions", Integer.toString(options.partitions()));
  }

  private record Alone(Limits.Best limit, OptionalDouble fullLength, Supplier<Alongside> again) {}

  private void measureAll() {
    List<Subject> subjects = subjects();
    Map<Subject, Alone> alone = alone(subjects);
    try (EmbeddingModel model = EmbeddingModel.load(options.config());
        EmbeddingModel costFree = StreamBench.costFree();
        BenchStack stack = BenchStack.start(base(), options.partitions())) {
      Pipeline pipeline = new Pipeline(stack, model, costFree, display, numbers, figures);
      pipeline.compile(captions(options.effort().compiling()));
      for (Subject subject : subjects) {
        Pipeline.Rates rates;
        try (Alongside parts = alone.get(subject).again().get()) {
          rates = pipeline.measure(subject, threshold(subject, model), parts);
        }
        check(subject, alone.get(subject), rates);
        new Latencies(
                pipeline,
                batchMillis(alone.get(subject).limit(), rates),
                options.effort().idleTries(),
                figures,
                checks)
            .measure(subject, rates.whole());
      }
    }
  }

  /**
   * How long a record is in a batch at best: in the model's smallest good one, and before that, if
   * it is an image, while it is prepared itself. At the speed that the machine had beside C.
   */
  private static double batchMillis(Limits.Best limit, Pipeline.Rates rates) {
    double inModel =
        limit.batchMillis() * limit.rate() / rates.median(round -> round.parts().model());
    int cores = Runtime.getRuntime().availableProcessors();
    return inModel
        + rates.median(
            round ->
                round.parts().preparation().isPresent()
                    ? 1e3 * cores / round.parts().preparation().getAsDouble()
                    : 0);
  }

  private ClipConfig base() {
    return options.config().with(Map.of(ImageConfig.THUMBNAIL_SIZE_CONFIG, "0"));
  }

  private List<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    if (options.captions() > 0) {
      subjects.add(captions(options.captions()));
    }
    for (PictureSize size : PictureSize.values()) {
      if (options.images() > 0 && options.sizes().contains(size)) {
        boolean photo = size == PictureSize.PHOTO;
        int count = photo ? Math.max(1, options.images() / FEWER_PHOTOS) : options.images();
        Pictures pictures =
            photo ? new Pictures(size, Math.min(count, DISTINCT_PHOTOS), SEED) : small;
        subjects.add(
            new Subject("images " + size.word(), Kind.IMAGES, count, pictures::file, texts::text));
      }
    }
    return subjects;
  }

  private Subject captions(int count) {
    return new Subject("captions", Kind.CAPTIONS, count, small::file, texts::text);
  }

  /** With a model of their own, which is gone when the application's is loaded. */
  private Map<Subject, Alone> alone(List<Subject> subjects) {
    ModelConfig settings = options.config().model();
    ModelStore store = new ModelStore(settings.cache(), ModelCatalog.load());
    Map<Subject, Alone> alone = new HashMap<>();
    try (ClipModel model =
        ClipModel.load(
            store.locate(settings.model()),
            ClipModelOptions.DEFAULT.withThreads(settings.inferenceThreads()))) {
      Limits limits =
          new Limits(
              model,
              Limits.Way.all(settings.inferenceThreads()),
              display,
              new Repeat(options.effort().repeating()));
      Optional<Limits.Best> images = Optional.empty();
      for (Subject subject : subjects) {
        if (subject.kind() == Kind.CAPTIONS) {
          alone.put(subject, captions(limits));
        } else {
          images = images.or(() -> Optional.of(limits.images()));
          alone.put(subject, images(subject, limits, images.orElseThrow()));
        }
      }
    }
    return alone;
  }

  private Alone captions(Limits limits) {
    Limits.Best captions = limits.captions(texts, false);
    Limits.Best full = limits.captions(texts, true);
    figures.add(captions.figure("captions"));
    figures.add(full.figure("captions, each at the model's full length"));
    return new Alone(
        captions,
        OptionalDouble.of(full.rate() / captions.rate()),
        limits.captionsAgain(captions, texts));
  }

  private Alone images(Subject subject, Limits limits, Limits.Best images) {
    figures.add(images.figure(subject.name()));
    int count = Math.min(subject.count(), DISTINCT_PHOTOS);
    double preparation = limits.preparation(subject.files(), count);
    figures.add(Figure.of("D", subject.name(), preparation, "1/s", "all cores"));
    return new Alone(
        images, OptionalDouble.empty(), () -> limits.imagesAgain(images, subject.files(), count));
  }

  /** So that a share of alerts is raised with any model: a tenth of what these pairs reach. */
  private String threshold(Subject subject, EmbeddingModel model) {
    return Double.toString(new Pairs(model.encoder(), numbers).lowestTenth(subject));
  }

  private void check(Subject subject, Alone alone, Pipeline.Rates rates) {
    String name = subject.name();
    boolean images = subject.kind() == Kind.IMAGES;
    add("A", name, rates, round -> round.parts().model());
    if (images) {
      add("D", name, rates, round -> round.parts().preparation().orElseThrow());
    }
    checks.add(
        Check.atLeast(
            name + (images ? " C / (1/(1/A+1/D+1/T))" : " C / (1/(1/A+1/T))"),
            rates.median(round -> round.whole() / round.parts().together(rates.topology())),
            0.95));
    if (!images) {
      double fullLength = alone.fullLength().orElseThrow();
      checks.add(
          Check.atLeast(
              name + " C / A at full length",
              rates.median(round -> round.whole() / (round.parts().model() * fullLength)),
              3));
    }
    checks.add(Check.atLeast(name + " C / N", rates.whole() / rates.oneByOne(), 1));
  }

  private void add(
      String letter, String name, Pipeline.Rates rates, ToDoubleFunction<Pipeline.Round> value) {
    List<Double> runs = rates.rounds().stream().map(value::applyAsDouble).toList();
    figures.add(Figure.ofRuns(letter, name, runs, "1/s", "beside C, round by round"));
  }

  /** The configuration keys that carry a threshold. */
  static Map<String, String> judged(String threshold) {
    return Map.of(JudgingConfig.THRESHOLD_CONFIG, threshold);
  }
}
