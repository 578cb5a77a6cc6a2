package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.model.CatalogEntry;
import io.clipstreams.model.ModelLocation;
import io.clipstreams.model.ModelManifest;
import io.clipstreams.model.ModelReference;
import io.clipstreams.model.ModelStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model verify}. */
@Command(
    name = "verify",
    description = "Compares the files of models with the sizes and hashes noted in manifest.json.",
    mixinStandardHelpOptions = true)
final class ModelVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelStoreOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "MODEL",
      description = "names or directories; all models that are here, if none is given")
  private List<String> models = new ArrayList<>();

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return ModelCommand.run(spec, this::verify);
  }

  private int verify() {
    ModelStore store = options.store();
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    boolean failed = false;
    for (String model : models.isEmpty() ? here(store) : models) {
      List<String> problems = problems(store.locate(model));
      failed |= !problems.isEmpty();
      ObjectNode result = results.addObject().put("model", model).put("ok", problems.isEmpty());
      problems.forEach(result.putArray("problems")::add);
      if (!json) {
        print(model, problems);
      }
    }
    if (json) {
      ModelCommand.print(spec, results);
    }
    return failed ? 1 : 0;
  }

  private void print(String model, List<String> problems) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s%n", model, problems.isEmpty() ? "ok" : "damaged");
    problems.forEach(problem -> out.printf("  %s%n", problem));
    out.flush();
  }

  private static List<String> here(ModelStore store) {
    List<String> here = new ArrayList<>();
    store.catalog().bundled().forEach(name -> here.add(ModelReference.BUNDLED + name));
    store.catalog().entries().stream()
        .filter(store::isDownloaded)
        .map(CatalogEntry::name)
        .forEach(here::add);
    return here;
  }

  private static List<String> problems(ModelLocation location) {
    return ModelManifest.of(location.directory())
        .map(manifest -> manifest.verify(location.directory()))
        .orElseGet(
            () ->
                List.of(
                    "%s has no %s to compare with: its files were put there by hand"
                        .formatted(location.directory(), ModelManifest.FILE_NAME)));
  }
}
