package io.clipstreams.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.clipstreams.model.OnnxEngine;
import io.clipstreams.model.OnnxFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A tower run through ONNX Runtime's own Java API on tensors that are ready: the limit that nothing
 * around a model can pass.
 */
final class RawModel implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ExecutorService threads;

  /** A batch that is ready to run. */
  record Batch(Map<String, OnnxTensor> tensors, int rows) implements AutoCloseable {
    @Override
    public void close() {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /**
   * Loads a tower.
   *
   * @param sessionThreads of the session, 0 for ONNX Runtime's own choice
   * @param runs how many batches run at once
   */
  RawModel(OnnxFile file, int sessionThreads, int runs) {
    OnnxEngine.start();
    environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      if (sessionThreads > 0) {
        options.setIntraOpNumThreads(sessionThreads);
      }
      session = OnnxEngine.use(() -> environment.createSession(file.path().toString(), options));
    } catch (OrtException e) {
      throw new BenchException("ONNX Runtime does not load " + file.path(), e);
    }
    threads = Executors.newFixedThreadPool(runs);
  }

  /** A batch of images of random pixels. */
  Batch images(int rows, int height, int width) {
    int size = 3 * height * width;
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(rows * size * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    Random random = new Random(rows);
    for (int i = 0; i < rows * size; i++) {
      pixels.put(i, random.nextFloat() * 4 - 2);
    }
    try {
      String name = session.getInputNames().iterator().next();
      OnnxTensor tensor =
          OnnxTensor.createTensor(environment, pixels, new long[] {rows, 3, height, width});
      return new Batch(Map.of(name, tensor), rows);
    } catch (OrtException e) {
      throw new BenchException("the image tensor is refused", e);
    }
  }

  /** A batch of token ids, each filled up to a length. */
  Batch texts(List<long[]> ids, int length, long padId) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (NodeInfo input : session.getInputInfo().values()) {
        if (((TensorInfo) input.getInfo()).type != OnnxJavaType.INT64) {
          throw new BenchException("only text models that take int64 can be measured raw");
        }
        boolean mask = input.getName().contains("mask");
        boolean tokens = !mask && !input.getName().contains("type");
        LongBuffer numbers = longs(ids.size() * length);
        for (long[] text : ids) {
          for (int i = 0; i < length; i++) {
            boolean inside = i < text.length;
            numbers.put(tokens ? (inside ? text[i] : padId) : (mask && inside ? 1 : 0));
          }
        }
        long[] shape = {ids.size(), length};
        tensors.put(input.getName(), OnnxTensor.createTensor(environment, numbers.flip(), shape));
      }
      return new Batch(tensors, ids.size());
    } catch (OrtException e) {
      throw new BenchException("the text tensor is refused", e);
    }
  }

  private static LongBuffer longs(int count) {
    return ByteBuffer.allocateDirect(count * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  /** Runs batches, as many at once as may be; gives their number of rows. */
  int run(List<Batch> batches) {
    List<CompletableFuture<Integer>> rows =
        batches.stream()
            .map(batch -> CompletableFuture.supplyAsync(() -> run(batch), threads))
            .toList();
    return rows.stream().mapToInt(CompletableFuture::join).sum();
  }

  private int run(Batch batch) {
    try (OrtSession.Result result = OnnxEngine.use(() -> session.run(batch.tensors()))) {
      // Reading the output is a part of the work.
      if (((OnnxTensor) result.get(0)).getFloatBuffer().remaining() == 0) {
        throw new BenchException("the model gave nothing");
      }
      return batch.rows();
    } catch (OrtException e) {
      throw new BenchException("ONNX Runtime fails on a batch of " + batch.rows(), e);
    }
  }

  /** Closes batches, each once, however often it is among them. */
  static void close(List<Batch> batches) {
    batches.stream().distinct().forEach(Batch::close);
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      session.close();
    } catch (OrtException e) {
      throw new BenchException("the session cannot be closed", e);
    }
  }
}
