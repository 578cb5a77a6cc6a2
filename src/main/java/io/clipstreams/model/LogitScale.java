package io.clipstreams.model;

import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What cosines are multiplied with before the softmax of a zero-shot classification.
 *
 * @param value linear (100 for OpenAI's CLIPs), more than 0
 * @param source where it comes from, for people
 */
public record LogitScale(double value, String source) {
  private static final Logger LOG = LoggerFactory.getLogger(LogitScale.class);

  public LogitScale {
    if (!(value > 0) || !Double.isFinite(value)) {
      throw new ModelException(
          "the logit scale %s (from %s) is not a positive number".formatted(value, source));
    }
  }

  /**
   * The first of these that is known: the configured value, the trained value of config.json, the
   * catalogue's, and with a warning the value before training.
   *
   * @param configured {@code clip.model.logit.scale}, linear
   * @param config config.json, natural logarithms
   * @param catalogued what the catalogue says of the model, linear
   * @param model the model's name, for messages
   * @throws ModelException if none is known
   */
  static LogitScale resolve(
      OptionalDouble configured, ModelConfig config, OptionalDouble catalogued, String model) {
    if (configured.isPresent()) {
      return new LogitScale(configured.getAsDouble(), "clip.model.logit.scale");
    }
    if (config.logitScale().isPresent()) {
      return new LogitScale(
          Math.exp(config.logitScale().getAsDouble()), "logit_scale in config.json");
    }
    if (catalogued.isPresent()) {
      return new LogitScale(catalogued.getAsDouble(), "the catalogue");
    }
    double init =
        config
            .logitScaleInit()
            .orElseThrow(
                () ->
                    new ModelException(
                        "config.json of %s states no logit_scale: set clip.model.logit.scale (100 for OpenAI's CLIPs)"
                            .formatted(model)));
    LogitScale scale = new LogitScale(Math.exp(init), "logit_scale_init_value in config.json");
    LOG.warn(
        "config.json of {} states the logit scale before training only ({}): probabilities of labels may be off;"
            + " set clip.model.logit.scale to the trained one",
        model,
        scale.value());
    return scale;
  }
}
