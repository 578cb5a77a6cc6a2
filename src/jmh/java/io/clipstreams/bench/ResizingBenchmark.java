package io.clipstreams.bench;

import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.image.ImagePreprocessor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From decoded pixels to the tensor of CLIP's 224 x 224, in microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ResizingBenchmark {
  private final ImagePreprocessor preprocessor = new ImagePreprocessor(PreprocessBench.CLIP);
  private final FloatBuffer tensor =
      ByteBuffer.allocateDirect(3 * 224 * 224 * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
  private DecodedImage small;
  private DecodedImage photo;
  private DecodedImage resized;

  @Setup
  public void setUp() {
    small = noise(PictureSize.SMALL.width(), PictureSize.SMALL.height());
    photo = noise(PictureSize.PHOTO.width(), PictureSize.PHOTO.height());
    resized = noise(224, 224);
  }

  private static DecodedImage noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return new DecodedImage(width, height, "image/jpeg", rgb);
  }

  /** Resampling of 400 x 300 pixels. */
  @Benchmark
  public byte[] resampleSmall() {
    return preprocessor.pixels(small);
  }

  /** Resampling of 12 megapixels. */
  @Benchmark
  public byte[] resamplePhoto() {
    return preprocessor.pixels(photo);
  }

  /** Of an image that has the right size already. */
  @Benchmark
  public FloatBuffer normalise() {
    preprocessor.preprocess(resized, tensor.clear());
    return tensor;
  }
}
