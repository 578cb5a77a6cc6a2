package io.clipstreams.cli;

import io.clipstreams.model.ModelCatalog;
import io.clipstreams.model.ModelStore;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where models are kept. */
final class ModelStoreOptions {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      defaultValue = "${env:CLIP_MODEL_CACHE}",
      description =
          "where models are kept (clip.model.cache; default ~/.cache/clip-streams/models)")
  private Path cache;

  ModelStore store() {
    boolean isSet = cache != null && !cache.toString().isEmpty();
    return new ModelStore(isSet ? cache : ModelStore.defaultCache(), ModelCatalog.load());
  }
}
