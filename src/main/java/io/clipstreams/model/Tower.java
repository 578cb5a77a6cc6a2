package io.clipstreams.model;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.nio.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One ONNX model, loaded through DJL. Safe for use by several threads. */
final class Tower implements AutoCloseable {
  private final OnnxFile file;
  private final String output;
  private final Model model;
  private final SessionOptions options;

  private Tower(OnnxFile file, String output, Model model, SessionOptions options) {
    this.file = file;
    this.output = output;
    this.model = model;
    this.options = options;
  }

  /**
   * A tensor of a batch.
   *
   * @param name the input's name
   * @param buffer its numbers: direct and in native order, so that they are not copied
   * @param type their type
   * @param shape their shape
   */
  record Input(String name, Buffer buffer, DataType type, Shape shape) {}

  /**
   * Loads a model.
   *
   * @param threads threads of one run, 0 for ONNX Runtime's own choice
   * @throws ModelException if ONNX Runtime refuses it
   */
  static Tower load(OnnxFile file, OnnxValue output, int threads, DeviceChoice device) {
    OnnxEngine.start();
    return OnnxEngine.use(() -> opened(file, output, threads, device));
  }

  private static Tower opened(OnnxFile file, OnnxValue output, int threads, DeviceChoice device) {
    Model model = Model.newInstance(file.path().toString(), device.djl(), OnnxEngine.NAME);
    SessionOptions options = new SessionOptions();
    try {
      if (threads > 0) {
        options.setIntraOpNumThreads(threads);
      }
      // Waiting threads would otherwise spin, and take the cores from the stream's threads.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      model.load(
          file.path().toAbsolutePath().getParent(),
          file.path().getFileName().toString(),
          Map.of("sessionOptions", options));
      return new Tower(file, output.name(), model, options);
    } catch (MalformedModelException | OrtException | IOException | RuntimeException e) {
      model.close();
      options.close();
      Throwable cause =
          e instanceof MalformedModelException && e.getCause() != null ? e.getCause() : e;
      throw new ModelException(
          "%s is refused by ONNX Runtime on %s: %s"
              .formatted(file.path(), device, ModelException.firstLine(cause)),
          e);
    }
  }

  OnnxFile file() {
    return file;
  }

  /**
   * Runs a batch.
   *
   * @return one vector a row
   * @throws TranslateException if ONNX Runtime throws, or the output has another number of rows
   */
  List<float[]> run(List<Input> inputs, int rows) throws TranslateException {
    // A predictor costs microseconds and is not documented to be safe for several threads.
    try (Predictor<List<Input>, List<float[]>> predictor = model.newPredictor(new Batch(rows))) {
      return OnnxEngine.use(() -> predictor.predict(inputs));
    }
  }

  @Override
  public void close() {
    OnnxEngine.free(
        () -> {
          model.close();
          options.close();
        });
  }

  private final class Batch implements NoBatchifyTranslator<List<Input>, List<float[]>> {
    private final int rows;

    Batch(int rows) {
      this.rows = rows;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<Input> inputs) {
      NDList tensors = new NDList(inputs.size());
      for (Input input : inputs) {
        NDArray tensor = context.getNDManager().create(input.buffer(), input.shape(), input.type());
        tensor.setName(input.name());
        tensors.add(tensor);
      }
      return tensors;
    }

    @Override
    public List<float[]> processOutput(TranslatorContext context, NDList outputs) {
      NDArray embedding = outputs.get(output);
      Shape shape = embedding.getShape();
      if (shape.dimension() != 2 || shape.get(0) != rows) {
        throw new IllegalStateException(
            "%s has the shape %s for %d rows".formatted(output, shape, rows));
      }
      float[] all = embedding.toFloatArray();
      int dimension = Math.toIntExact(shape.get(1));
      List<float[]> vectors = new ArrayList<>(rows);
      for (int row = 0; row < rows; row++) {
        vectors.add(Arrays.copyOfRange(all, row * dimension, (row + 1) * dimension));
      }
      return vectors;
    }
  }
}
