package io.clipstreams.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.model.Calibration;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.ModelFile;
import io.clipstreams.model.OnnxFile;
import io.clipstreams.model.OnnxValue;
import io.clipstreams.model.image.PreprocessorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What was understood of a model, as JSON and as lines for people. */
final class ModelDescription {
  private ModelDescription() {}

  static ObjectNode of(ClipModel model) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", model.name())
            .put("directory", model.directory().path().toAbsolutePath().toString())
            .put("revision", model.revision())
            .put("dimension", model.dimension());
    json.putObject("image").put("width", model.imageWidth()).put("height", model.imageHeight());
    preprocessing(json.putObject("preprocessing"), model.preprocessing());
    tower(
        json.putObject("vision"),
        model.directory().vision(),
        model.directory().visionSignature().embedding());
    tower(
        json.putObject("text"),
        model.directory().text(),
        model.directory().textSignature().embedding());
    json.putObject("tokenizer")
        .put("context_length", model.tokenizer().contextLength())
        .put("pad_id", model.tokenizer().padId())
        .put("vocabulary", model.tokenizer().vocabularySize());
    json.putObject("logit_scale")
        .put("value", model.logitScale())
        .put("source", model.logitScaleWithSource().source());
    calibration(json.putObject("calibration"), model);
    json.putObject("device")
        .put("name", model.device().toString())
        .put("reason", model.device().reason());
    model.directory().files().stream()
        .map(ModelFile::name)
        .sorted()
        .forEach(json.putArray("files")::add);
    return json;
  }

  private static void preprocessing(ObjectNode json, PreprocessorConfig config) {
    json.put("resize", config.resize().map(ModelDescription::text).orElse("none"))
        .put("interpolation", config.interpolation().name().toLowerCase(Locale.ROOT))
        .put("crop", config.crop().map(ModelDescription::text).orElse("none"))
        .put("rescale_factor", config.rescaleFactor());
    channels(json.putArray("mean"), config.mean());
    channels(json.putArray("std"), config.std());
  }

  private static String text(PreprocessorConfig.Resize resize) {
    return resize instanceof PreprocessorConfig.Resize.ShortestEdge shortest
        ? "shorter side to " + shortest.pixels()
        : "to " + text(((PreprocessorConfig.Resize.Squash) resize).size());
  }

  private static String text(PreprocessorConfig.Size size) {
    return size.width() + " x " + size.height();
  }

  private static void channels(ArrayNode json, PreprocessorConfig.Channels channels) {
    json.add(channels.red()).add(channels.green()).add(channels.blue());
  }

  private static void tower(ObjectNode json, OnnxFile file, OnnxValue embedding) {
    json.put("file", file.path().toAbsolutePath().toString());
    file.inputs().forEach(input -> json.withArray("inputs").add(input.toString()));
    file.outputs().forEach(output -> json.withArray("outputs").add(output.toString()));
    json.put("embedding", embedding.name());
  }

  private static void calibration(ObjectNode json, ClipModel model) {
    json.put("present", model.calibration().isPresent());
    if (model.calibration().isPresent()) {
      Calibration calibration = model.calibration().get();
      json.put("mismatch_threshold", calibration.mismatchThreshold());
      calibration.falseAlarmRate().ifPresent(rate -> json.put("false_alarm_rate", rate));
      calibration.rocAuc().ifPresent(auc -> json.put("roc_auc", auc));
      calibration
          .policies()
          .forEach((name, threshold) -> json.withObject("/policies").put(name, threshold));
    }
  }

  /** One line a value, nested names with dots, lists with commas. */
  static List<String> lines(ObjectNode json) {
    List<String> lines = new ArrayList<>();
    addLines(lines, "", json);
    return lines;
  }

  private static void addLines(List<String> lines, String prefix, ObjectNode json) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      String name = prefix + field.getKey();
      if (field.getValue() instanceof ObjectNode object) {
        addLines(lines, name + ".", object);
      } else {
        lines.add("%-28s %s".formatted(name, text(field.getValue())));
      }
    }
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", "))
        : value.asText();
  }
}
