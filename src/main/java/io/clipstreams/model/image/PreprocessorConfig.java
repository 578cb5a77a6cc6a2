package io.clipstreams.model.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a model wants done to its images, as Hugging Face's {@code preprocessor_config.json} says.
 * What the file leaves out is as its image processor has it.
 *
 * @param resize how images are resized, unless they are not
 * @param interpolation by which filter
 * @param crop which part is cut out of the centre, unless none is
 * @param rescaleFactor what samples of 0 to 255 are multiplied with
 * @param mean what is then taken off, a channel
 * @param std what is then divided by, a channel
 */
public record PreprocessorConfig(
    Optional<Resize> resize,
    Interpolation interpolation,
    Optional<Size> crop,
    double rescaleFactor,
    Channels mean,
    Channels std) {
  private static final int DEFAULT_SIDE = 224;
  private static final int MOST_PIXELS_A_SIDE = 1 << 14;
  private static final double DEFAULT_RESCALE = 1 / 255.0;

  private static final Defaults CLIP =
      new Defaults(
          new Resize.ShortestEdge(DEFAULT_SIDE),
          Interpolation.BICUBIC,
          true,
          new Channels(0.48145466, 0.4578275, 0.40821073),
          new Channels(0.26862954, 0.26130258, 0.27577711));
  private static final Defaults VIT =
      new Defaults(
          new Resize.Squash(new Size(DEFAULT_SIDE, DEFAULT_SIDE)),
          Interpolation.BILINEAR,
          false,
          new Channels(0.5, 0.5, 0.5),
          new Channels(0.5, 0.5, 0.5));
  private static final Defaults SIGLIP =
      new Defaults(
          new Resize.Squash(new Size(DEFAULT_SIDE, DEFAULT_SIDE)),
          Interpolation.BICUBIC,
          false,
          new Channels(0.5, 0.5, 0.5),
          new Channels(0.5, 0.5, 0.5));

  /** By the image processor that a file names; one that is not here has rules of its own. */
  private static final Map<String, Defaults> PROCESSORS =
      Map.of(
          "CLIPImageProcessor", CLIP,
          "CLIPImageProcessorFast", CLIP,
          "CLIPFeatureExtractor", CLIP,
          "ViTImageProcessor", VIT,
          "ViTImageProcessorFast", VIT,
          "ViTFeatureExtractor", VIT,
          "SiglipImageProcessor", SIGLIP,
          "SiglipImageProcessorFast", SIGLIP);

  /** Steps of other processors: without them a model would see other pixels. */
  private static final List<String> UNKNOWN_STEPS =
      List.of("do_pad", "do_thumbnail", "do_align_long_axis", "do_flip_channel_order");

  private static final Set<String> RESIZE_MODES = Set.of("shortest", "squash");

  public PreprocessorConfig {
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(interpolation, "interpolation");
    Objects.requireNonNull(crop, "crop");
    Objects.requireNonNull(mean, "mean");
    Objects.requireNonNull(std, "std");
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it cannot be read or says what is not known, naming file,
   *     key and value
   */
  public static PreprocessorConfig read(Path file) {
    try {
      return of(new ObjectMapper().readTree(Files.readString(file)));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(file, unreadable.getMessage()), unreadable);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(file + ": " + unknown.getMessage(), unknown);
    }
  }

  static PreprocessorConfig of(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("it holds no JSON object");
    }
    Defaults defaults = defaults(json);
    refuseUnknownSteps(json);
    boolean resizes = flag(json, "do_resize", true);
    boolean crops = flag(json, "do_center_crop", defaults.crops());
    boolean rescales = flag(json, "do_rescale", true);
    boolean normalizes = flag(json, "do_normalize", true);
    Optional<Resize> resize =
        resizes ? Optional.of(resize(json, defaults.resize())) : Optional.empty();
    Optional<Size> crop = crops ? Optional.of(crop(json)) : Optional.empty();
    if (crop.isEmpty() && resize.filter(Resize.Squash.class::isInstance).isEmpty()) {
      throw new IllegalArgumentException(
          "images come out in no fixed size: do_center_crop is false, and size is no height and width");
    }
    return new PreprocessorConfig(
        resize,
        interpolation(json, defaults.interpolation()),
        crop,
        rescales ? number(json, "rescale_factor", DEFAULT_RESCALE) : 1,
        normalizes ? channels(json, "image_mean", defaults.mean()) : new Channels(0, 0, 0),
        normalizes ? std(json, defaults) : new Channels(1, 1, 1));
  }

  /** What comes out. */
  public Size outputSize() {
    return crop.orElseGet(() -> ((Resize.Squash) resize.orElseThrow()).size());
  }

  private static Defaults defaults(JsonNode json) {
    for (String key : new String[] {"image_processor_type", "feature_extractor_type"}) {
      if (json.hasNonNull(key)) {
        Defaults known = PROCESSORS.get(json.get(key).asText());
        if (known == null) {
          throw new IllegalArgumentException(
              "%s is '%s'; known are %s"
                  .formatted(
                      key,
                      json.get(key).asText(),
                      String.join(", ", PROCESSORS.keySet().stream().sorted().toList())));
        }
        return known;
      }
    }
    return CLIP;
  }

  private static void refuseUnknownSteps(JsonNode json) {
    for (String step : UNKNOWN_STEPS) {
      if (flag(json, step, false)) {
        throw new IllegalArgumentException("%s is true; that step is not known".formatted(step));
      }
    }
    if (json.hasNonNull("crop_pct")) {
      throw new IllegalArgumentException(
          "crop_pct is %s; crop_size has to say it".formatted(json.get("crop_pct")));
    }
    // Grey and palettes always become RGB here, whatever it says; but it has to say one of the two.
    flag(json, "do_convert_rgb", true);
  }

  private static Resize resize(JsonNode json, Resize fallback) {
    Resize resize = json.hasNonNull("size") ? size(json.get("size"), fallback) : fallback;
    String mode = json.path("resize_mode").asText("");
    if (!mode.isEmpty() && !RESIZE_MODES.contains(mode)) {
      throw new IllegalArgumentException(
          "resize_mode is '%s'; known are shortest, squash".formatted(mode));
    }
    if (mode.equals("squash") && resize instanceof Resize.ShortestEdge shortest) {
      return new Resize.Squash(new Size(shortest.pixels(), shortest.pixels()));
    }
    if (mode.equals("shortest") && resize instanceof Resize.Squash squash) {
      return new Resize.ShortestEdge(Math.min(squash.size().width(), squash.size().height()));
    }
    return resize;
  }

  private static Resize size(JsonNode size, Resize fallback) {
    if (size.isInt()) {
      int side = positive("size", size);
      return fallback instanceof Resize.Squash
          ? new Resize.Squash(new Size(side, side))
          : new Resize.ShortestEdge(side);
    }
    if (size.hasNonNull("shortest_edge") && !size.hasNonNull("longest_edge")) {
      return new Resize.ShortestEdge(positive("size.shortest_edge", size.get("shortest_edge")));
    }
    if (size.hasNonNull("height") && size.hasNonNull("width")) {
      return new Resize.Squash(rectangle("size", size));
    }
    throw new IllegalArgumentException(
        "size is %s; it has to be a number, {shortest_edge} or {height, width}".formatted(size));
  }

  private static Size crop(JsonNode json) {
    JsonNode crop = json.path("crop_size");
    if (crop.isMissingNode() || crop.isNull()) {
      return new Size(DEFAULT_SIDE, DEFAULT_SIDE);
    }
    if (crop.isInt()) {
      int side = positive("crop_size", crop);
      return new Size(side, side);
    }
    if (crop.hasNonNull("height") && crop.hasNonNull("width")) {
      return rectangle("crop_size", crop);
    }
    throw new IllegalArgumentException(
        "crop_size is %s; it has to be a number or {height, width}".formatted(crop));
  }

  private static Size rectangle(String key, JsonNode size) {
    return new Size(
        positive(key + ".width", size.get("width")), positive(key + ".height", size.get("height")));
  }

  private static Interpolation interpolation(JsonNode json, Interpolation fallback) {
    for (String key : new String[] {"resample", "interpolation"}) {
      JsonNode value = json.path(key);
      if (value.isInt()) {
        return named(key, () -> Interpolation.ofCode(value.asInt()));
      }
      if (value.isTextual()) {
        return named(key, () -> Interpolation.ofName(value.asText()));
      }
      if (!value.isMissingNode() && !value.isNull()) {
        throw new IllegalArgumentException(
            "%s is %s; it has to be a code or a name of a filter".formatted(key, value));
      }
    }
    return fallback;
  }

  private static Interpolation named(
      String key, java.util.function.Supplier<Interpolation> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(key + ": " + unknown.getMessage(), unknown);
    }
  }

  private static Channels std(JsonNode json, Defaults defaults) {
    Channels std = channels(json, "image_std", defaults.std());
    if (std.red() == 0 || std.green() == 0 || std.blue() == 0) {
      throw new IllegalArgumentException("image_std has a zero: " + json.get("image_std"));
    }
    return std;
  }

  private static Channels channels(JsonNode json, String key, Channels fallback) {
    JsonNode values = json.path(key);
    if (values.isMissingNode() || values.isNull()) {
      return fallback;
    }
    if (!values.isArray()
        || values.size() != 3
        || !values.get(0).isNumber()
        || !values.get(1).isNumber()
        || !values.get(2).isNumber()) {
      throw new IllegalArgumentException(
          "%s is %s; it has to be three numbers".formatted(key, values));
    }
    return new Channels(
        values.get(0).asDouble(), values.get(1).asDouble(), values.get(2).asDouble());
  }

  private static boolean flag(JsonNode json, String key, boolean fallback) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(
          "%s is %s; it has to be true or false".formatted(key, value));
    }
    return value.asBoolean();
  }

  private static double number(JsonNode json, String key, double fallback) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isNumber()) {
      throw new IllegalArgumentException("%s is %s; it has to be a number".formatted(key, value));
    }
    return value.asDouble();
  }

  private static int positive(String key, JsonNode value) {
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > MOST_PIXELS_A_SIDE) {
      throw new IllegalArgumentException(
          "%s is %s; it has to be a number of pixels, 1 to %d"
              .formatted(key, value, MOST_PIXELS_A_SIDE));
    }
    return value.asInt();
  }

  /** How images are resized. */
  public sealed interface Resize {
    /**
     * The shorter side to so many pixels, the longer one in proportion, cut to whole pixels.
     *
     * @param pixels of the shorter side
     */
    record ShortestEdge(int pixels) implements Resize {}

    /**
     * To a size, whatever the proportions were.
     *
     * @param size of the result
     */
    record Squash(Size size) implements Resize {}
  }

  /**
   * A size in pixels.
   *
   * @param width at least 1
   * @param height at least 1
   */
  public record Size(int width, int height) {}

  /**
   * A number a channel.
   *
   * @param red of the first channel
   * @param green of the second
   * @param blue of the third
   */
  public record Channels(double red, double green, double blue) {
    double of(int channel) {
      return channel == 0 ? red : channel == 1 ? green : blue;
    }
  }

  private record Defaults(
      Resize resize, Interpolation interpolation, boolean crops, Channels mean, Channels std) {}
}
