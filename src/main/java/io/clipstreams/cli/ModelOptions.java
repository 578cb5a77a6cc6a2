package io.clipstreams.cli;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ModelConfig;
import io.clipstreams.model.ModelReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that embeds without Kafka; a mixin. */
final class ModelOptions {
  @Mixin private ConfigOptions options;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "A name or a directory; instead of clip.model.")
  private Optional<String> model = Optional.empty();

  ClipConfig config(Console console) {
    Map<String, String> settings = new LinkedHashMap<>(options.overrides());
    model.ifPresent(name -> settings.put(ModelConfig.MODEL_CONFIG, name));
    return options.config(console, settings);
  }

  /** Loads the model, and says which one it is where results do not. */
  EmbeddingModel load(Console console, ClipConfig config) {
    return introduced(console, config, EmbeddingModel.load(config));
  }

  static EmbeddingModel introduced(Console console, ClipConfig config, EmbeddingModel model) {
    boolean bundled = config.model().model().startsWith(ModelReference.BUNDLED);
    console.remark(
        "model: "
            + model.identity().name()
            + (bundled ? " (bundled: a small one of our own, not OpenAI's CLIP)" : ""));
    return model;
  }

  /** Bars, unless they are not wanted or the output is for a program. */
  Progress.Display display(Console console, boolean json) {
    return ProgressBars.on(console, !json);
  }
}
