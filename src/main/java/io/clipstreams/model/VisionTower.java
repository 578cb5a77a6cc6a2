package io.clipstreams.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The image tower: pixels to embeddings. Safe for use by several threads. */
final class VisionTower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VisionTower.class);

  private final Tower tower;
  private final String input;
  private final int width;
  private final int height;
  private final boolean oneByOne;
  private final int dimension;

  /**
   * Takes over a loaded tower and tries it.
   *
   * @throws ModelException if it cannot embed images of this size
   */
  VisionTower(Tower tower, VisionSignature signature, int width, int height) {
    this.tower = tower;
    this.input = signature.pixels().name();
    this.width = width;
    this.height = height;
    FloatBuffer noise = noise();
    List<float[]> alone = new ArrayList<>();
    try {
      alone.addAll(run(noise, 0, 1));
      alone.addAll(run(noise, 1, 1));
    } catch (TranslateException e) {
      throw new ModelException(
          "%s cannot embed images of %d x %d pixels, as preprocessor_config.json makes them: %s"
              .formatted(tower.file().path(), width, height, ModelException.firstLine(e)),
          e);
    }
    this.dimension = alone.get(0).length;
    this.oneByOne = signature.oneByOne() || dependsOnBatch(noise, alone);
  }

  private boolean dependsOnBatch(FloatBuffer noise, List<float[]> alone) {
    try {
      if (BatchDifference.agree(alone, run(noise, 0, 2))) {
        return false;
      }
      LOG.warn(
          "{} gives an image another vector when others are beside it (dynamic quantisation does that):"
              + " images will be embedded one by one; use a float32 export",
          tower.file().path());
    } catch (TranslateException e) {
      LOG.warn(
          "{} cannot embed two images at once, they will be embedded one by one: {}",
          tower.file().path(),
          ModelException.firstLine(e));
    }
    return true;
  }

  /** Two images of unlike contrast, so that a scale taken over the batch shows. */
  private FloatBuffer noise() {
    FloatBuffer noise = DirectBuffers.floats(2 * size());
    Random random = new Random(20260101);
    for (int i = 0; i < 2 * size(); i++) {
      noise.put(i, i < size() ? random.nextFloat() - 0.5f : random.nextFloat() * 3 - 1);
    }
    return noise;
  }

  /** Numbers an image takes in the pixel buffer. */
  int size() {
    return 3 * width * height;
  }

  int dimension() {
    return dimension;
  }

  Embeddings embed(FloatBuffer pixels, int count) {
    if (!pixels.isDirect() || pixels.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("pixels must lie in a direct buffer of native order");
    }
    if (pixels.remaining() != Math.multiplyExact(count, size())) {
      throw new IllegalArgumentException(
          "%d numbers remain in the buffer, %d images of 3 x %d x %d take %d"
              .formatted(pixels.remaining(), count, height, width, (long) count * size()));
    }
    FloatBuffer batch = pixels.slice();
    return RowByRow.embed(count, oneByOne, (first, rows) -> run(batch, first, rows));
  }

  private List<float[]> run(FloatBuffer pixels, int first, int rows) throws TranslateException {
    FloatBuffer slice = pixels.slice(first * size(), rows * size());
    Shape shape = new Shape(rows, 3, height, width);
    return tower.run(List.of(new Tower.Input(input, slice, DataType.FLOAT32, shape)), rows);
  }

  @Override
  public void close() {
    tower.close();
  }
}
