package io.clipstreams.bench;

import io.clipstreams.client.Progress;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.ModelThreads;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.OnnxFile;
import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import io.clipstreams.model.image.ImagePreprocessor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What the parts reach alone: the model raw (A), decoding and preprocessing (D). */
final class Limits {
  private static final int[] BATCHES = {1, 4, 8, 16, 32};
  private static final int TEXTS = 256;

  /** Images of a round at least, so that waiting for its last batch does not count much. */
  private static final int IMAGES = 16;

  private final ClipModel model;
  private final List<Way> ways;
  private final Progress.Display display;
  private final Repeat repeat;

  Limits(ClipModel model, List<Way> ways, Progress.Display display, Repeat repeat) {
    this.model = model;
    this.ways = List.copyOf(ways);
    this.display = display;
    this.repeat = repeat;
  }

  /**
   * How a model may use the cores.
   *
   * @param sessionThreads of a session, 0 for ONNX Runtime's own choice
   * @param runs batches that run at once
   */
  record Way(int sessionThreads, int runs) {
    /**
     * One batch at a time on all cores; and as the application does it, if that is not the same.
     */
    static List<Way> all(int threads) {
      ModelThreads ours = ModelThreads.on(Runtime.getRuntime().availableProcessors(), threads);
      Way oneByOne = new Way(threads, 1);
      return ours.runs() == 1
          ? List.of(oneByOne)
          : List.of(oneByOne, new Way(ours.sessionThreads(), ours.runs()));
    }
  }

  /**
   * One way and batch size.
   *
   * @param rate items a second
   */
  record Measured(Way way, int batch, double rate) {
    /** How long the model takes for one batch, while it runs as many others as the way says. */
    double batchMillis() {
      return 1e3 * way.runs() * batch / rate;
    }
  }

  /**
   * The rate at the best way and batch size.
   *
   * @param way the way
   * @param batch the size
   * @param rate items a second
   * @param batchMillis how long the model takes for the quickest batch that reaches a good rate
   */
  record Best(Way way, int batch, double rate, double batchMillis) {
    /** What comes so near to the best rate is as good. */
    private static final double GOOD = 0.95;

    static Best of(List<Measured> all) {
      Measured best = Collections.max(all, Comparator.comparingDouble(Measured::rate));
      double millis =
          all.stream()
              .filter(measured -> measured.rate() >= GOOD * best.rate())
              .mapToDouble(Measured::batchMillis)
              .min()
              .orElseThrow();
      return new Best(best.way(), best.batch(), best.rate(), millis);
    }

    Figure figure(String subject) {
      return Figure.of(
          "A", subject, rate, "1/s", "best at batch %d, %d at once".formatted(batch, way.runs()));
    }
  }

  /** Images. */
  Best images() {
    return best("A images", way -> load(model.directory().vision(), way), this::images);
  }

  private List<RawModel.Batch> images(RawModel raw, Way way, int batch) {
    RawModel.Batch ready = raw.images(batch, model.imageHeight(), model.imageWidth());
    return Collections.nCopies(way.runs() * Math.max(1, IMAGES / (batch * way.runs())), ready);
  }

  /**
   * Captions, those of like length together.
   *
   * @param full whether each is filled up to the model's context, and not to the batch's longest
   */
  Best captions(CaptionTexts texts, boolean full) {
    List<long[]> ids = ids(texts, full ? TEXTS / 8 : TEXTS);
    return best(
        full ? "A captions, full length" : "A captions",
        way -> load(model.directory().text(), way),
        (raw, way, batch) -> batches(raw, ids, batch, full));
  }

  private List<RawModel.Batch> batches(RawModel raw, List<long[]> ids, int size, boolean full) {
    List<RawModel.Batch> batches = new ArrayList<>();
    for (int first = 0; first < ids.size(); first += size) {
      List<long[]> part = ids.subList(first, Math.min(ids.size(), first + size));
      int longest = part.get(part.size() - 1).length;
      int length = full ? model.tokenizer().contextLength() : longest;
      batches.add(raw.texts(part, length, model.tokenizer().padId()));
    }
    return batches;
  }

  private interface Ready {
    List<RawModel.Batch> batches(RawModel raw, Way way, int batch);
  }

  private Best best(String task, Function<Way, RawModel> load, Ready ready) {
    try (Progress progress =
        display.start(task + ", batch sizes", (long) ways.size() * BATCHES.length)) {
      List<Measured> all = new ArrayList<>();
      for (Way way : ways) {
        try (RawModel raw = load.apply(way)) {
          for (int batch : BATCHES) {
            all.add(new Measured(way, batch, rate(raw, ready.batches(raw, way, batch))));
            progress.step();
          }
        }
      }
      return Best.of(all);
    }
  }

  private double rate(RawModel raw, List<RawModel.Batch> batches) {
    try {
      return repeat.rate(() -> raw.run(batches));
    } finally {
      RawModel.close(batches);
    }
  }

  private RawModel load(OnnxFile tower, Way way) {
    return new RawModel(tower, way.sessionThreads(), way.runs());
  }

  /** The same images at their best batch size, to be measured again and again. */
  Alongside imagesAgain(Best best, IntFunction<byte[]> pictures, int count) {
    RawModel raw = load(model.directory().vision(), best.way());
    return new Alongside(
        raw,
        images(raw, best.way(), best.batch()),
        repeat,
        Optional.of(() -> preparation(pictures, count)));
  }

  /** The same captions at their best batch size, to be measured again and again. */
  Supplier<Alongside> captionsAgain(Best best, CaptionTexts texts) {
    // While the tokenizer is open; the model's files outlive it.
    List<long[]> ids = ids(texts, TEXTS);
    return () -> {
      RawModel raw = load(model.directory().text(), best.way());
      return new Alongside(raw, batches(raw, ids, best.batch(), false), repeat, Optional.empty());
    };
  }

  private List<long[]> ids(CaptionTexts texts, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> model.tokenizer().tokenize(texts.text(number)).ids())
        .sorted(Comparator.comparingInt(text -> text.length))
        .toList();
  }

  /** Decoding and preprocessing of these pictures on all cores, a second. */
  double preparation(IntFunction<byte[]> pictures, int count) {
    int cores = Runtime.getRuntime().availableProcessors();
    ImageDecoder decoder =
        new ImageDecoder(ImageLimits.DEFAULT, AlphaPolicy.DROP, Grey16Policy.CLIP);
    ImagePreprocessor preprocessor = new ImagePreprocessor(model.preprocessing());
    List<byte[]> files = IntStream.range(0, count).mapToObj(pictures).toList();
    List<Callable<Integer>> shares =
        IntStream.range(0, cores)
            .<Callable<Integer>>mapToObj(
                core -> () -> prepare(files, core, cores, decoder, preprocessor))
            .toList();
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    try (Progress progress = display.start("D", 1)) {
      double rate = repeat.rate(() -> inParallel(pool, shares));
      progress.step();
      return rate;
    } finally {
      pool.shutdown();
    }
  }

  private int prepare(
      List<byte[]> files, int first, int step, ImageDecoder decoder, ImagePreprocessor preprocessor)
      throws ProcessingException {
    FloatBuffer pixels = model.newPixelBuffer(1);
    int done = 0;
    for (int i = first; i < files.size(); i += step) {
      preprocessor.preprocess(decoder.decode(files.get(i)), pixels.clear());
      done++;
    }
    return done;
  }

  private static int inParallel(ExecutorService pool, List<Callable<Integer>> shares) {
    try {
      int sum = 0;
      for (Future<Integer> share : pool.invokeAll(shares)) {
        sum += share.get();
      }
      return sum;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } catch (ExecutionException e) {
      throw new BenchException("a generated picture cannot be prepared", e.getCause());
    }
  }
}
