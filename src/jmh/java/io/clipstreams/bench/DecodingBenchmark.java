package io.clipstreams.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a JPEG's bytes to RGB in an array, in milliseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DecodingBenchmark {
  private static final int DISTINCT = 4;

  @Param private PictureSize size;
  @Param private JpegDecoders decoder;

  private Pictures pictures;
  private UnaryOperator<byte[]> decode;
  private int number;

  @Setup
  public void setUp() {
    pictures = new Pictures(size, DISTINCT, 1);
    decode = decoder.open();
  }

  @Benchmark
  public byte[] decode() {
    return decode.apply(pictures.file(number++));
  }
}
