package io.clipstreams.bench;

import io.clipstreams.client.Progress;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import io.clipstreams.model.image.ImagePreprocessor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What the parts reach alone: the model raw (A), decoding and preprocessing (D). */
final class Limits {
  private static final int[] BATCHES = {1, 4, 8, 16, 32};
  private static final int TEXTS = 256;

  private final ClipModel model;
  private final int threads;
  private final Progress.Display display;
  private final Repeat repeat;

  Limits(ClipModel model, int threads, Progress.Display display, Repeat repeat) {
    this.model = model;
    this.threads = threads;
    this.display = display;
    this.repeat = repeat;
  }

  /**
   * The best batch size's rate.
   *
   * @param batch the size
   * @param rate items a second
   */
  record Best(int batch, double rate) {
    double batchMillis() {
      return 1e3 * batch / rate;
    }

    Figure figure(String subject) {
      return Figure.of("A", subject, rate, "1/s", "best at batch " + batch);
    }
  }

  /** Images. */
  Best images() {
    try (RawModel raw = new RawModel(model.directory().vision(), threads)) {
      return best(
          "A images",
          batch -> {
            try (RawModel.Batch ready =
                raw.images(batch, model.imageHeight(), model.imageWidth())) {
              return repeat.rate(() -> raw.run(ready));
            }
          });
    }
  }

  /**
   * Captions, those of like length together.
   *
   * @param full whether each is filled up to the model's context, and not to the batch's longest
   */
  Best captions(CaptionTexts texts, boolean full) {
    List<long[]> ids = ids(texts, full ? TEXTS / 8 : TEXTS);
    try (RawModel raw = new RawModel(model.directory().text(), threads)) {
      return best(
          full ? "A captions, full length" : "A captions",
          batch -> {
            List<RawModel.Batch> ready = batches(raw, ids, batch, full);
            try {
              return repeat.rate(() -> ready.stream().mapToInt(raw::run).sum());
            } finally {
              ready.forEach(RawModel.Batch::close);
            }
          });
    }
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

  private interface Rate {
    double of(int batch);
  }

  private Best best(String task, Rate rate) {
    try (Progress progress = display.start(task + ", batch sizes", BATCHES.length)) {
      Best best = new Best(0, 0);
      for (int batch : BATCHES) {
        double reached = rate.of(batch);
        best = reached > best.rate() ? new Best(batch, reached) : best;
        progress.step();
      }
      return best;
    }
  }

  /** The same images at their best batch size, to be measured again and again. */
  Alongside imagesAgain(Best best, IntFunction<byte[]> pictures, int count) {
    RawModel raw = new RawModel(model.directory().vision(), threads);
    return new Alongside(
        raw,
        List.of(raw.images(best.batch(), model.imageHeight(), model.imageWidth())),
        repeat,
        Optional.of(() -> preparation(pictures, count)));
  }

  /** The same captions at their best batch size, to be measured again and again. */
  Supplier<Alongside> captionsAgain(Best best, CaptionTexts texts) {
    // While the tokenizer is open; the model's files outlive it.
    List<long[]> ids = ids(texts, TEXTS);
    return () -> {
      RawModel raw = new RawModel(model.directory().text(), threads);
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
