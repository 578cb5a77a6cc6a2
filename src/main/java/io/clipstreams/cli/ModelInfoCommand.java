package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.ClipModelOptions;
import io.clipstreams.model.Device;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model info}. */
@Command(
    name = "info",
    description = "Loads a model and shows what was understood of it.",
    mixinStandardHelpOptions = true)
final class ModelInfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelStoreOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = "${env:CLIP_MODEL:-bundled:clip-mini}",
      description = "a name or a directory (default ${DEFAULT-VALUE})")
  private String model;

  @Option(
      names = "--device",
      defaultValue = "${env:CLIP_DEVICE:-auto}",
      description = "auto, cpu, cuda or cuda:n (default ${DEFAULT-VALUE})")
  private String device;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return ModelCommand.run(spec, this::info);
  }

  private int info() {
    try (ClipModel loaded =
        ClipModel.load(
            options.store().locate(model), ClipModelOptions.DEFAULT.withDevice(device()))) {
      ObjectNode description = ModelDescription.of(loaded);
      if (json) {
        ModelCommand.print(spec, description);
      } else {
        PrintWriter out = spec.commandLine().getOut();
        ModelDescription.lines(description).forEach(out::println);
        out.flush();
      }
      return 0;
    }
  }

  private Device device() {
    try {
      return Device.parse(device);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
