package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clipstreams.model.CatalogEntry;
import io.clipstreams.model.DownloadProgress;
import io.clipstreams.model.ModelDownload;
import io.clipstreams.model.ModelException;
import io.clipstreams.model.ModelStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model download NAME}. */
@Command(
    name = "download",
    description = "Downloads a model; run it again to go on after a cut.",
    mixinStandardHelpOptions = true)
final class ModelDownloadCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private ModelStoreOptions options;

  @Parameters(paramLabel = "NAME", description = "as 'model list' shows it")
  private String name;

  @Option(
      names = "--hub",
      paramLabel = "URL",
      defaultValue = "${env:CLIP_MODEL_HUB:-https://huggingface.co}",
      description = "where from (clip.model.hub; default ${DEFAULT-VALUE})")
  private URI hub;

  @Option(names = "--json", description = "prints JSON, and no progress")
  private boolean json;

  ModelDownloadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return ModelCommand.run(spec, this::download);
  }

  private int download() {
    ModelStore store = options.store();
    CatalogEntry entry =
        store
            .catalog()
            .find(name)
            .orElseThrow(
                () ->
                    new ModelException(
                        "no model '%s' can be downloaded; there are %s"
                            .formatted(
                                name,
                                store.catalog().entries().stream()
                                    .map(CatalogEntry::name)
                                    .collect(Collectors.joining(", ")))));
    Path directory;
    try (Bars bars = new Bars()) {
      boolean silent = json || console.quiet();
      directory =
          new ModelDownload(hub, store).download(entry, silent ? DownloadProgress.NONE : bars);
    }
    if (json) {
      ModelCommand.print(
          spec,
          JsonNodeFactory.instance
              .objectNode()
              .put("name", name)
              .put("directory", directory.toAbsolutePath().toString()));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              "%s is in %s%nUse it with clip.model=%s%n", name, directory.toAbsolutePath(), name);
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  /** A progress bar a file, on standard error. */
  private static final class Bars implements DownloadProgress, AutoCloseable {
    private String current = "";
    private ProgressBar bar;

    @Override
    public void received(String file, long received, long total) {
      if (!file.equals(current)) {
        close();
        current = file;
        bar =
            new ProgressBarBuilder()
                .setTaskName(file)
                .setInitialMax(total)
                .setUnit(" MB", 1_000_000)
                .showSpeed()
                .build();
      }
      bar.stepTo(received);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
