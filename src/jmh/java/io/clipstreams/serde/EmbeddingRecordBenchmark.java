package io.clipstreams.serde;

import io.clipstreams.Embedding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.PrimitivesArrays;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An embedding of 512 numbers to Avro's binary form and back, in microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EmbeddingRecordBenchmark {
  private static final int DIMENSION = 512;
  private static final byte[] FRAME = {0, 0, 0, 0, 1};

  private RecordEncoder encoder;
  private SpecificDatumWriter<Embedding> avroWriter;
  private SpecificDatumReader<Embedding> reader;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final BinaryEncoder avroEncoder = EncoderFactory.get().binaryEncoder(out, null);
  private Embedding embedding;
  private byte[] encoded;

  @Setup
  public void setUp() {
    TrustedRecords.allow();
    encoder = new RecordEncoder(Embedding.getClassSchema());
    avroWriter = new SpecificDatumWriter<>(Embedding.class);
    reader = new SpecificDatumReader<>(Embedding.class);
    PrimitivesArrays.FloatArray values =
        new PrimitivesArrays.FloatArray(
            DIMENSION, Embedding.getClassSchema().getField("vector").schema());
    Random random = new Random(1);
    for (int i = 0; i < DIMENSION; i++) {
      values.add(i, (float) random.nextGaussian());
    }
    embedding = new Embedding(values, "model", "0123456789abcdef".repeat(4), true);
    encoded = encoder.encode(new byte[0], embedding);
  }

  /** As the application does it. */
  @Benchmark
  public byte[] encode() {
    return encoder.encode(FRAME, embedding);
  }

  /** As Avro's own writer does it. */
  @Benchmark
  public byte[] encodeByAvrosWriter() throws IOException {
    out.reset();
    avroWriter.write(embedding, avroEncoder);
    avroEncoder.flush();
    return out.toByteArray();
  }

  @Benchmark
  public Embedding decode() throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(encoded, null);
    return reader.read(null, decoder);
  }
}
