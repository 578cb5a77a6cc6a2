package io.clipstreams.config;

import java.nio.file.Path;
import java.util.OptionalDouble;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Which model embeds, and on what: {@code clip.model*}, {@code clip.device} and the like. */
public final class ModelConfig {
  public static final String MODEL_CONFIG = "clip.model";
  private static final String MODEL_DOC =
      "The CLIP model: bundled:clip-mini (a small model of our own, not OpenAI's), a directory in"
          + " Hugging Face's ONNX layout, or a name of the catalogue that has been downloaded, such"
          + " as openai/clip-vit-base-patch32.";
  private static final String MODEL_DEFAULT = "bundled:clip-mini";

  public static final String CACHE_CONFIG = "clip.model.cache";
  private static final String CACHE_DOC =
      "The directory that holds downloaded models; ~ is the user's home.";
  private static final String CACHE_DEFAULT = "~/.cache/clip-streams/models";

  public static final String HUB_CONFIG = "clip.model.hub";
  private static final String HUB_DOC =
      "The server that models are downloaded from; a mirror with the same paths will do.";
  private static final String HUB_DEFAULT = "https://huggingface.co";

  public static final String LOGIT_SCALE_CONFIG = "clip.model.logit.scale";
  private static final String LOGIT_SCALE_DOC =
      "What cosines are multiplied by before the softmax over labels (linear: 100 for OpenAI's"
          + " models). Unset, the model's own files or the catalogue say.";

  public static final String DEVICE_CONFIG = "clip.device";
  private static final String DEVICE_DOC =
      "What the model runs on: auto (a GPU if there is one, else the CPU), cpu, cuda or cuda:N. With"
          + " cuda and no usable GPU the application refuses to start.";

  public static final String INFERENCE_THREADS_CONFIG = "clip.inference.threads";
  private static final String INFERENCE_THREADS_DOC =
      "How many cores one inference takes on the CPU; as many run at once as there are cores for. 0"
          + " takes one core in four, at least one, which gives the highest rate; the number of all"
          + " cores gives a single picture the shortest time.";

  public static final String NORMALIZE_CONFIG = "clip.embeddings.normalize";
  private static final String NORMALIZE_DOC =
      "Whether published embeddings are divided by their Euclidean length. Scores are cosines"
          + " either way.";

  private final Values values;

  ModelConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Model")
        .string(MODEL_CONFIG, MODEL_DEFAULT, Checks.notBlank(), MODEL_DOC)
        .string(CACHE_CONFIG, CACHE_DEFAULT, Checks.notBlank(), CACHE_DOC)
        .string(HUB_CONFIG, HUB_DEFAULT, Checks.httpUrl(), HUB_DOC)
        .number(LOGIT_SCALE_CONFIG, null, Checks.positiveIfSet(), LOGIT_SCALE_DOC)
        .string(
            DEVICE_CONFIG,
            "auto",
            Checks.matching(DeviceChoice::isValid, "auto, cpu, cuda or cuda:N"),
            DEVICE_DOC)
        .integer(INFERENCE_THREADS_CONFIG, 0, Range.between(0, 1024), INFERENCE_THREADS_DOC)
        .flag(NORMALIZE_CONFIG, true, NORMALIZE_DOC);
  }

  /** {@value #MODEL_CONFIG}. */
  public String model() {
    return values.string(MODEL_CONFIG);
  }

  /** {@value #CACHE_CONFIG}, with ~ expanded. */
  public Path cache() {
    String text = values.string(CACHE_CONFIG);
    return text.equals("~") || text.startsWith("~/")
        ? Path.of(System.getProperty("user.home") + text.substring(1))
        : Path.of(text);
  }

  /** {@value #HUB_CONFIG}, without a slash at its end. */
  public String hub() {
    return values.string(HUB_CONFIG).replaceAll("/+$", "");
  }

  /** {@value #LOGIT_SCALE_CONFIG}: linear, positive. */
  public OptionalDouble logitScale() {
    return values.optionalNumber(LOGIT_SCALE_CONFIG);
  }

  /** {@value #DEVICE_CONFIG}. */
  public DeviceChoice device() {
    return DeviceChoice.parse(values.string(DEVICE_CONFIG));
  }

  /** {@value #INFERENCE_THREADS_CONFIG}; 0 stands for all cores. */
  public int inferenceThreads() {
    return values.integer(INFERENCE_THREADS_CONFIG);
  }

  /** {@value #NORMALIZE_CONFIG}. */
  public boolean normalize() {
    return values.flag(NORMALIZE_CONFIG);
  }
}
