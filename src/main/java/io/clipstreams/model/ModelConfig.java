package io.clipstreams.model;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What config.json says, as far as it matters here.
 *
 * @param projectionDim the dimension of the embeddings ({@code projection_dim})
 * @param contextLength most tokens the text tower reads ({@code
 *     text_config.max_position_embeddings})
 * @param padTokenId fills short texts of a batch ({@code text_config.pad_token_id})
 * @param vocabularySize number of token ids the text tower knows ({@code text_config.vocab_size})
 * @param imageSize side of the images the image tower sees ({@code vision_config.image_size})
 * @param logitScale natural logarithm of the trained logit scale ({@code logit_scale})
 * @param logitScaleInit natural logarithm of the logit scale before training ({@code
 *     logit_scale_init_value})
 */
public record ModelConfig(
    OptionalInt projectionDim,
    OptionalInt contextLength,
    OptionalInt padTokenId,
    OptionalInt vocabularySize,
    OptionalInt imageSize,
    OptionalDouble logitScale,
    OptionalDouble logitScaleInit) {

  /**
   * Reads a config.json.
   *
   * @throws ModelException if it is no JSON object or a value is of the wrong type
   */
  public static ModelConfig read(Path path) {
    JsonFile json = JsonFile.read(path);
    return new ModelConfig(
        positive(json, "projection_dim"),
        first(
            positive(json, "text_config.max_position_embeddings"),
            positive(json, "max_position_embeddings")),
        first(json.integer("text_config.pad_token_id"), json.integer("pad_token_id")),
        first(positive(json, "text_config.vocab_size"), positive(json, "vocab_size")),
        positive(json, "vision_config.image_size"),
        json.number("logit_scale"),
        json.number("logit_scale_init_value"));
  }

  private static OptionalInt positive(JsonFile json, String key) {
    OptionalInt value = json.integer(key);
    if (value.isPresent() && value.getAsInt() < 1) {
      throw json.wrong(key, "at least 1");
    }
    return value;
  }

  private static OptionalInt first(OptionalInt preferred, OptionalInt other) {
    return preferred.isPresent() ? preferred : other;
  }
}
