package io.clipstreams.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads a model and embeds a text: the main class of a process that a test starts. */
public final class LoadInChildProcess {
  private LoadInChildProcess() {}

  public static void main(String[] args) throws Exception {
    ModelLocation location = new ModelLocation(Path.of(args[0]), "child", Optional.empty());
    try (ClipModel model =
        ClipModel.load(location, ClipModelOptions.DEFAULT.withDevice(new Device.Cpu()))) {
      float[] vector = model.embedTexts(List.of(model.tokenizer().tokenize("a dog"))).row(0);
      System.out.println("EMBEDDED " + vector.length);
    }
  }
}
