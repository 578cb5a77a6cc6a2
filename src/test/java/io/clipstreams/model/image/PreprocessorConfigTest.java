package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessorConfigTest {
  @Test
  void theBundledModelsFileSaysWhatAnEmptyOneMeans() {
    Path bundled = Path.of("src/main/resources/models/clip-mini/preprocessor_config.json");
    assertThat(PreprocessorConfig.read(bundled)).isEqualTo(Fixtures.config("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'size': 336 | ShortestEdge[pixels=336]",
        "'size': {'shortest_edge': 336} | ShortestEdge[pixels=336]",
        "'size': {'height': 336, 'width': 448} | Squash[size=Size[width=448, height=336]]",
        "'size': 336, 'resize_mode': 'squash' | Squash[size=Size[width=336, height=336]]",
        "'size': {'height': 9, 'width': 9}, 'resize_mode': 'shortest' | ShortestEdge[pixels=9]",
        "'do_resize': false | none",
      })
  void readsHowToResize(String keys, String expected) {
    PreprocessorConfig config = Fixtures.config("{" + keys + "}");
    assertThat(config.resize().map(Object::toString).orElse("none")).isEqualTo(expected);
    assertThat(config.outputSize()).isEqualTo(new PreprocessorConfig.Size(224, 224));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'crop_size': 336 | 336x336",
        "'crop_size': {'height': 100, 'width': 200} | 200x100",
        "'size': {'height': 50, 'width': 60}, 'do_center_crop': false | 60x50",
        "'image_processor_type': 'SiglipImageProcessor', 'size': 70 | 70x70",
      })
  void readsTheModelsSize(String keys, String expected) {
    ImagePreprocessor preprocessor = new ImagePreprocessor(Fixtures.config("{" + keys + "}"));
    assertThat(preprocessor.width() + "x" + preprocessor.height()).isEqualTo(expected);
  }

  @Test
  void readsKernelsByCodeAndByName() {
    for (int code = 0; code <= 5; code++) {
      assertThat(Fixtures.config("{'resample': " + code + "}").interpolation())
          .isEqualTo(Interpolation.ofCode(code));
    }
    assertThat(Fixtures.config("{'interpolation': 'lanczos'}").interpolation())
        .isEqualTo(Interpolation.LANCZOS);
  }

  @Test
  void stepsThatAreTurnedOffLeaveTheValuesAsTheyAre() {
    PreprocessorConfig config = Fixtures.config("{'do_rescale': false, 'do_normalize': false}");
    assertThat(config.rescaleFactor()).isEqualTo(1);
    assertThat(config.mean()).isEqualTo(new PreprocessorConfig.Channels(0, 0, 0));
    assertThat(config.std()).isEqualTo(new PreprocessorConfig.Channels(1, 1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'resample': 6 | resample: 6 is no resampling filter; there are 0 (nearest) to 5",
        "'resample': 2.5 | resample is 2.5; it has to be",
        "'interpolation': 'random' | interpolation: 'random' is no resampling filter",
        "'resize_mode': 'stretch' | resize_mode is 'stretch'; known are shortest, squash",
        "'size': {'longest_edge': 224} | size is {\"longest_edge\":224}; it has to be",
        "'size': 0 | size is 0; it has to be",
        "'size': '224' | size is \"224\"; it has to be",
        "'size': {'height': 224} | size is {\"height\":224}; it has to be",
        "'size': 99999 | size is 99999; it has to be a number of pixels, 1 to 16384",
        "'crop_size': {'height': 224} | crop_size is {\"height\":224}; it has to be",
        "'crop_size': -1 | crop_size is -1; it has to be",
        "'do_center_crop': false | images come out in no fixed size",
        "'do_resize': 'yes' | do_resize is \"yes\"; it has to be true or false",
        "'do_convert_rgb': 1 | do_convert_rgb is 1; it has to be true or false",
        "'rescale_factor': 'x' | rescale_factor is \"x\"; it has to be a number",
        "'image_mean': [0.5] | image_mean is [0.5]; it has to be three numbers",
        "'image_std': [1, 1, 0] | image_std has a zero: [1,1,0]",
        "'image_processor_type': 'X' | image_processor_type is 'X'; known are CLIPFeature",
        "'do_pad': true | do_pad is true; that step is not known",
        "'crop_pct': 0.875 | crop_pct is 0.875; crop_size has to say it",
      })
  void refusesWhatHasNoMeaning(String keys, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fixtures.config("{" + keys + "}"))
        .withMessageStartingWith(message);
  }

  @Test
  void namesTheFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("preprocessor_config.json");
    for (String json : new String[] {"{\"size\"", "[]", "", "{\"size\": 0}"}) {
      Files.writeString(file, json);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PreprocessorConfig.read(file))
          .withMessageStartingWith(file.toString());
    }
  }
}
