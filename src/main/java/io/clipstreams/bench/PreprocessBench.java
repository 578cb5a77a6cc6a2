package io.clipstreams.bench;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import io.clipstreams.model.image.ImagePreprocessor;
import io.clipstreams.model.image.Interpolation;
import io.clipstreams.model.image.PreprocessorConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Decoding JPEGs and resizing them to CLIP's 224 pixels in one thread: ours, ImageIO's part of it,
 * and Pillow's.
 */
public final class PreprocessBench {
  private static final int EDGE = 224;

  /** As OpenAI's CLIPs have it. */
  static final PreprocessorConfig CLIP =
      new PreprocessorConfig(
          Optional.of(new PreprocessorConfig.Resize.ShortestEdge(EDGE)),
          Interpolation.BICUBIC,
          Optional.of(new PreprocessorConfig.Size(EDGE, EDGE)),
          1 / 255.0,
          new PreprocessorConfig.Channels(0.48145466, 0.4578275, 0.40821073),
          new PreprocessorConfig.Channels(0.26862954, 0.26130258, 0.27577711));

  private static final long SEED = 20260101;
  private static final int SMALL = 32;
  private static final int PHOTOS = 4;
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 5;

  private final Optional<Pillow> pillow;
  private final ImageDecoder decoder =
      new ImageDecoder(ImageLimits.DEFAULT, AlphaPolicy.DROP, Grey16Policy.CLIP);
  private final ImagePreprocessor preprocessor = new ImagePreprocessor(CLIP);
  private final List<Figure> figures = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  private PreprocessBench(Optional<Pillow> pillow) {
    this.pillow = pillow;
  }

  /**
   * Measures.
   *
   * @param sizes which pictures
   * @param pillow does the same, if it is wanted
   * @throws BenchException if Pillow fails
   */
  public static Report run(Set<PictureSize> sizes, Optional<Pillow> pillow) {
    PreprocessBench bench = new PreprocessBench(pillow);
    for (PictureSize size : PictureSize.values()) {
      if (sizes.contains(size)) {
        bench.measure(size);
      }
    }
    return new Report(Machine.settings(Map.of("threads", "1")), bench.figures, bench.checks);
  }

  private void measure(PictureSize size) {
    int count = size == PictureSize.PHOTO ? PHOTOS : SMALL;
    Pictures pictures = new Pictures(size, count, SEED);
    List<byte[]> files = IntStream.range(0, count).mapToObj(pictures::file).toList();
    double ours = seconds(files, file -> pixels(file).length);
    add(size, "decoded and resized", ours, "");
    add(size, "decoded by ImageIO alone", seconds(files, PreprocessBench::imageIo), "");
    pillow.ifPresent(other -> compare(size, files, ours, other.measure(files, ROUNDS, EDGE)));
  }

  private void compare(PictureSize size, List<byte[]> files, double ours, Pillow.Taken theirs) {
    boolean same = theirs.pixels().equals(digest(files));
    add(
        size,
        "decoded and resized by Pillow " + theirs.version(),
        theirs.seconds(),
        same ? "the same pixels" : "OTHER PIXELS");
    checks.add(Check.atLeast(size.word() + " Pillow's time / ours", theirs.seconds() / ours, 1));
  }

  private void add(PictureSize size, String what, double seconds, String note) {
    figures.add(Figure.of("D", size.word() + " " + what, 1e3 * seconds, "ms", note));
  }

  private byte[] pixels(byte[] file) {
    try {
      DecodedImage image = decoder.decode(file);
      return preprocessor.pixels(image);
    } catch (ProcessingException e) {
      throw new BenchException("a generated picture cannot be decoded", e);
    }
  }

  private String digest(List<byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(file -> digest.update(pixels(file)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int imageIo(byte[] file) {
    try {
      return ImageIO.read(new ByteArrayInputStream(file)).getWidth();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Work {
    int on(byte[] file);
  }

  /** The median over rounds of the mean time a picture. */
  private static double seconds(List<byte[]> files, Work work) {
    double[] times = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      int sum = files.stream().mapToInt(work::on).sum();
      if (sum <= 0) {
        throw new BenchException("nothing was decoded");
      }
      if (round >= 0) {
        times[round] = (System.nanoTime() - start) / 1e9 / files.size();
      }
    }
    return Statistics.median(times);
  }
}
