package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogitScaleTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final OptionalDouble OPENAI = OptionalDouble.of(100);

  private static ModelConfig config(OptionalDouble trained, OptionalDouble init) {
    OptionalInt none = OptionalInt.empty();
    return new ModelConfig(none, none, none, none, none, trained, init);
  }

  @Test
  void whatIsConfiguredWins() {
    ModelConfig config = config(OptionalDouble.of(3), OptionalDouble.of(2.6592));
    LogitScale scale = LogitScale.resolve(OptionalDouble.of(42), config, OPENAI, "m");
    assertThat(scale).isEqualTo(new LogitScale(42, "clip.model.logit.scale"));
  }

  @Test
  void thenTheTrainedValueOfTheConfigAsAnExponent() {
    LogitScale scale =
        LogitScale.resolve(
            NONE, config(OptionalDouble.of(4.6052), OptionalDouble.of(2.6592)), OPENAI, "m");
    assertThat(scale.value()).isCloseTo(100, within(0.01));
    assertThat(scale.source()).contains("logit_scale in config.json");
  }

  @Test
  void thenTheCatalogues() {
    LogitScale scale =
        LogitScale.resolve(NONE, config(NONE, OptionalDouble.of(2.6592)), OPENAI, "m");
    assertThat(scale).isEqualTo(new LogitScale(100, "the catalogue"));
  }

  @Test
  void thenTheInitialValue() {
    LogitScale scale = LogitScale.resolve(NONE, config(NONE, OptionalDouble.of(2.6592)), NONE, "m");
    assertThat(scale.value()).isCloseTo(14.285, within(0.01));
    assertThat(scale.source()).contains("logit_scale_init_value");
  }

  @Test
  void mustBeKnownAndPositive() {
    assertThatThrownBy(() -> LogitScale.resolve(NONE, config(NONE, NONE), NONE, "m"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("clip.model.logit.scale");
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () -> LogitScale.resolve(OptionalDouble.of(wrong), config(NONE, NONE), NONE, "m"))
          .isInstanceOf(ModelException.class);
    }
  }

  /** OpenAI's config.json has the initial value only; under its name the scale is 100. */
  @Test
  void aModelUnderItsCatalogueNameHasTheCataloguesScale(@TempDir Path cache) {
    Map<String, String> openAi =
        Map.of(
            "\"logit_scale_init_value\": 4.605170185988092", "\"logit_scale_init_value\": 2.6592");
    ModelStore store = new ModelStore(cache, ModelCatalog.load());
    String name = "openai/clip-vit-base-patch32";
    TestModel.tinyClip(cache.resolve(name), "text_model.onnx").edit("config.json", openAi);
    ModelLocation location = store.locate(name);
    assertThat(location.entry()).isPresent();
    try (ClipModel model =
        ClipModel.load(location, ClipModelOptions.DEFAULT.withDevice(new Device.Cpu()))) {
      assertThat(model.name()).isEqualTo(name);
      assertThat(model.logitScale()).isEqualTo(100);
    }
    // The same directory by its path has no name that the catalogue knows.
    ModelLocation unnamed = store.locate(cache.resolve(name).toString());
    assertThat(unnamed.entry()).isEqualTo(Optional.empty());
    try (ClipModel model =
        ClipModel.load(unnamed, ClipModelOptions.DEFAULT.withDevice(new Device.Cpu()))) {
      assertThat(model.logitScale()).isCloseTo(Math.exp(2.6592), within(1e-9));
    }
  }
}
