package io.clipstreams.model;

import java.util.List;
import java.util.OptionalInt;

/**
 * How the image tower wants to be asked.
 *
 * @param pixels the input: float32 [n, 3, h, w]
 * @param embedding the output: float32 [n, d]
 */
public record VisionSignature(OnnxValue pixels, OnnxValue embedding) {
  private static final String PIXELS = "pixel_values";
  private static final String EMBEDDING = "image_embeds";

  /**
   * Finds input and output.
   *
   * @throws ModelException if the model wants something else than pixels, or its output is
   *     ambiguous
   */
  static VisionSignature of(OnnxFile file, OptionalInt projectionDim) {
    if (file.inputs().size() != 1) {
      throw new ModelException(
          "%s wants the inputs %s, an image tower has one, %s"
              .formatted(file.path(), names(file), PIXELS));
    }
    OnnxValue pixels = file.inputs().get(0);
    if (!pixels.type().equals("float32")) {
      throw new ModelException(
          "%s: input %s is %s, not float32: export the model with float32 inputs"
              .formatted(file.path(), pixels.name(), pixels.type()));
    }
    if (!pixels.mayHaveRank(4) || pixels.size(1).orElse(3) != 3) {
      throw new ModelException(
          "%s: input %s is not [images, 3, height, width]".formatted(file.path(), pixels));
    }
    FixedBatch.check(file, pixels);
    return new VisionSignature(pixels, EmbeddingOutput.choose(file, EMBEDDING, projectionDim));
  }

  /** Whether the model was exported for one image at a time. */
  boolean oneByOne() {
    return pixels.size(0).isPresent();
  }

  /** The only height that the model takes, if there is only one. */
  public OptionalInt height() {
    return pixels.size(2);
  }

  /** The only width that the model takes, if there is only one. */
  public OptionalInt width() {
    return pixels.size(3);
  }

  private static List<String> names(OnnxFile file) {
    return file.inputs().stream().map(OnnxValue::name).toList();
  }
}
