package io.clipstreams.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Model directories for tests, put together from parts. */
public final class TestModel {
  /** The tiny CLIP with golden vectors. */
  public static final Path TINY_CLIP = Path.of("src/test/resources/models/tiny-clip");

  /** The model inside the program. */
  public static final Path CLIP_MINI = Path.of("src/main/resources/models/clip-mini");

  private static final Path GENERATED = Path.of("src/test/resources/models/generated");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path directory;

  private TestModel(Path directory) {
    this.directory = directory;
  }

  /** A complete directory of generated towers of 16 x 16 pixels, 24 numbers and 12 tokens. */
  public static TestModel generated(Path directory, String vision, String text) {
    TestModel model = new TestModel(directory);
    model.copy(GENERATED.resolve(vision + ".onnx"), "vision_model.onnx");
    model.copy(GENERATED.resolve(text + ".onnx"), "text_model.onnx");
    model.copy(GENERATED.resolve("tokenizer.json"), "tokenizer.json");
    model.write("preprocessor_config.json", preprocessor(16));
    model.write(
        "config.json",
        """
        {"projection_dim": 24, "logit_scale": 3.0,
         "text_config": {"max_position_embeddings": 12, "pad_token_id": 0}}
        """);
    return model;
  }

  /** The tiny CLIP with one of its text towers. */
  public static TestModel tinyClip(Path directory, String textModel) {
    TestModel model = new TestModel(directory);
    model.copy(TINY_CLIP.resolve("onnx/vision_model.onnx"), "onnx/vision_model.onnx");
    model.copy(TINY_CLIP.resolve("onnx/" + textModel), "onnx/" + textModel);
    for (String file : new String[] {"tokenizer.json", "preprocessor_config.json", "config.json"}) {
      model.copy(TINY_CLIP.resolve(file), file);
    }
    return model;
  }

  /** CLIP's preprocessing to another size. */
  public static String preprocessor(int size) {
    try {
      ObjectNode json =
          (ObjectNode) MAPPER.readTree(CLIP_MINI.resolve("preprocessor_config.json").toFile());
      json.putObject("size").put("shortest_edge", size);
      json.putObject("crop_size").put("height", size).put("width", size);
      return json.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  public ModelLocation location() {
    return new ModelLocation(directory, directory.getFileName().toString(), Optional.empty());
  }

  public ClipModel load() {
    return ClipModel.load(location(), ClipModelOptions.DEFAULT.withDevice(new Device.Cpu()));
  }

  public TestModel write(String file, String content) {
    try {
      Files.createDirectories(directory.resolve(file).getParent());
      Files.writeString(directory.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public TestModel copyGenerated(String generated, String file) {
    return copy(GENERATED.resolve(generated), file);
  }

  public TestModel copy(Path source, String file) {
    try {
      Files.createDirectories(directory.resolve(file).getParent());
      Files.copy(source, directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public TestModel move(String from, String to) {
    try {
      Files.createDirectories(directory.resolve(to).getParent());
      Files.move(directory.resolve(from), directory.resolve(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public TestModel delete(String file) {
    try {
      Files.delete(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Replaces text in a file. */
  public TestModel edit(String file, Map<String, String> replacements) {
    try {
      String content = Files.readString(directory.resolve(file));
      for (Map.Entry<String, String> replacement : replacements.entrySet()) {
        if (!content.contains(replacement.getKey())) {
          throw new IllegalArgumentException(file + " holds no " + replacement.getKey());
        }
        content = content.replace(replacement.getKey(), replacement.getValue());
      }
      Files.writeString(directory.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
