package io.clipstreams.model;

import java.nio.file.Path;
import java.util.OptionalInt;

/** TEMPORARY until PreprocessorConfig is there. */
record PreprocessedSize(int width, int height) {
  static PreprocessedSize read(Path path) {
    JsonFile json = JsonFile.read(path);
    for (String key : new String[] {"crop_size", "size"}) {
      if (json.has(key) && json.node(key).isInt()) {
        int side = json.integer(key).getAsInt();
        return new PreprocessedSize(side, side);
      }
      OptionalInt width = json.integer(key + ".width");
      OptionalInt height = json.integer(key + ".height");
      if (width.isPresent() && height.isPresent()) {
        return new PreprocessedSize(width.getAsInt(), height.getAsInt());
      }
    }
    throw new ModelException(path + " states no size");
  }
}
