package io.clipstreams.model;

import io.clipstreams.model.image.PreprocessorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A directory in Hugging Face's ONNX layout, found complete and free of contradictions: {@code
 * vision_model.onnx} and {@code text_model.onnx} (also under {@code onnx/}; a single variant such
 * as {@code text_model_ids_only.onnx} will do where the plain name is missing), {@code
 * tokenizer.json}, {@code preprocessor_config.json}, {@code config.json} and, if there is one,
 * {@code calibration.json}.
 *
 * @param path the directory
 * @param vision the image tower's file
 * @param text the text tower's file
 * @param visionSignature how the image tower wants to be asked
 * @param textSignature how the text tower wants to be asked
 * @param config what config.json says
 * @param preprocessing what preprocessor_config.json asks for
 * @param files all files that decide what a vector looks like
 */
public record ModelDirectory(
    Path path,
    OnnxFile vision,
    OnnxFile text,
    VisionSignature visionSignature,
    TextSignature textSignature,
    ModelConfig config,
    PreprocessorConfig preprocessing,
    List<ModelFile> files) {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final String CONFIG = "config.json";
  private static final String CALIBRATION = "calibration.json";

  /**
   * Reads a directory; no model is loaded.
   *
   * @throws ModelException if a file is missing, damaged or contradicts another
   */
  public static ModelDirectory open(Path path) {
    if (!Files.isDirectory(path)) {
      throw new ModelException(path + " is no directory");
    }
    OnnxFile vision = OnnxFile.read(tower(path, "vision_model"));
    OnnxFile text = OnnxFile.read(tower(path, "text_model"));
    Path tokenizer = required(path, TOKENIZER);
    Path preprocessor = required(path, PREPROCESSOR);
    Path configFile = required(path, CONFIG);
    ModelConfig config = ModelConfig.read(configFile);
    PreprocessorConfig preprocessing = preprocessing(preprocessor);

    List<ModelFile> files = new ArrayList<>();
    for (Path file : List.of(vision.path(), text.path(), tokenizer, preprocessor, configFile)) {
      files.add(file(path, file));
    }
    files.addAll(externalData(path, vision));
    files.addAll(externalData(path, text));

    ModelDirectory directory =
        new ModelDirectory(
            path,
            vision,
            text,
            VisionSignature.of(vision, config.projectionDim()),
            TextSignature.of(text, config.projectionDim()),
            config,
            preprocessing,
            files.stream().distinct().toList());
    directory.requireOneDimension(
        directory.visionSignature.embedding().size(1), directory.textSignature.embedding().size(1));
    directory.requireImageSize();
    directory.requireContextLength();
    return directory;
  }

  private static Path tower(Path directory, String stem) {
    List<Path> folders = List.of(directory, directory.resolve("onnx"));
    for (Path folder : folders) {
      Path file = folder.resolve(stem + ".onnx");
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    List<Path> variants = folders.stream().flatMap(folder -> variants(folder, stem)).toList();
    if (variants.size() > 1) {
      throw new ModelException(
          "%s has no %s.onnx, and of its variants %s any may be meant: name one of them %s.onnx"
              .formatted(
                  directory, stem, variants.stream().map(directory::relativize).toList(), stem));
    }
    return variants.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "%s lacks %s.onnx (looked there and under onnx/)".formatted(directory, stem)));
  }

  private static Stream<Path> variants(Path folder, String stem) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches(stem + "_.*\\.onnx"))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new ModelException(folder + " cannot be listed: " + ModelException.firstLine(e), e);
    }
  }

  private static Path required(Path directory, String name) {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new ModelException("%s lacks %s".formatted(directory, name));
    }
    return file;
  }

  private static List<ModelFile> externalData(Path directory, OnnxFile onnx) {
    List<ModelFile> files = new ArrayList<>();
    for (String location : onnx.externalData()) {
      Path folder = onnx.path().toAbsolutePath().getParent();
      Path file = folder.resolve(location).normalize();
      if (!file.startsWith(directory.toAbsolutePath().normalize())) {
        throw new ModelException(
            "%s keeps weights in %s, outside of the model's directory"
                .formatted(onnx.path(), location));
      }
      if (!Files.isRegularFile(file)) {
        throw new ModelException(
            "%s lacks %s, where %s keeps its weights"
                .formatted(directory, location, onnx.path().getFileName()));
      }
      files.add(file(directory, file));
    }
    return files;
  }

  private static ModelFile file(Path directory, Path file) {
    Path relative =
        directory.toAbsolutePath().normalize().relativize(file.toAbsolutePath().normalize());
    return new ModelFile(relative.toString().replace('\\', '/'), file);
  }

  /**
   * Compares the dimensions of both towers and of config.json.
   *
   * @param ofImages the image tower's, as declared or as seen in a run
   * @param ofTexts the text tower's
   * @throws ModelException if two of them differ
   */
  void requireOneDimension(OptionalInt ofImages, OptionalInt ofTexts) {
    if (ofImages.isPresent() && ofTexts.isPresent() && !ofImages.equals(ofTexts)) {
      throw new ModelException(
          "%s gives vectors of %d numbers, %s of %d: both towers must have one dimension"
              .formatted(text.path(), ofTexts.getAsInt(), vision.path(), ofImages.getAsInt()));
    }
    OptionalInt declared = config.projectionDim();
    OptionalInt found = ofImages.isPresent() ? ofImages : ofTexts;
    if (declared.isPresent() && found.isPresent() && !declared.equals(found)) {
      throw new ModelException(
          "%s: projection_dim is %d, but %s gives vectors of %d numbers"
              .formatted(
                  path.resolve(CONFIG),
                  declared.getAsInt(),
                  (ofImages.isPresent() ? vision : text).path(),
                  found.getAsInt()));
    }
  }

  private static PreprocessorConfig preprocessing(Path file) {
    try {
      return PreprocessorConfig.read(file);
    } catch (IllegalArgumentException e) {
      throw new ModelException(ModelException.firstLine(e), e);
    }
  }

  private void requireImageSize() {
    PreprocessorConfig.Size made = preprocessing.outputSize();
    int height = visionSignature.height().orElse(made.height());
    int width = visionSignature.width().orElse(made.width());
    if (height != made.height() || width != made.width()) {
      throw new ModelException(
          "%s makes images of %d x %d pixels, but %s takes %d x %d"
              .formatted(
                  path.resolve(PREPROCESSOR),
                  made.width(),
                  made.height(),
                  vision.path(),
                  width,
                  height));
    }
  }

  /** The tokenizer's file. */
  public Path tokenizer() {
    return path.resolve(TOKENIZER);
  }

  /** Where a calibration lies, or would lie. */
  public Path calibrationFile() {
    return path.resolve(CALIBRATION);
  }

  /** The calibration's file, if there is one. */
  public Optional<Path> calibration() {
    return Optional.of(calibrationFile()).filter(Files::isRegularFile);
  }

  /** Most tokens the text tower reads, if config.json or the tower itself states it. */
  public OptionalInt contextLength() {
    return config.contextLength().isPresent() ? config.contextLength() : textSignature.length();
  }

  private void requireContextLength() {
    OptionalInt fixed = textSignature.length();
    OptionalInt stated = config.contextLength();
    if (fixed.isPresent() && stated.isPresent() && !fixed.equals(stated)) {
      throw new ModelException(
          "%s: text_config.max_position_embeddings is %d, but %s takes exactly %d tokens"
              .formatted(path.resolve(CONFIG), stated.getAsInt(), text.path(), fixed.getAsInt()));
    }
  }

  /** Names of the files, for people. */
  List<String> fileNames() {
    return files.stream().map(ModelFile::name).sorted().toList();
  }
}
