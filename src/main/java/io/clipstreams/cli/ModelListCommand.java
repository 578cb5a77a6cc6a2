package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clipstreams.model.CatalogEntry;
import io.clipstreams.model.ModelReference;
import io.clipstreams.model.ModelStore;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code model list}. */
@Command(
    name = "list",
    description = "Lists the models known by name and whether they are here.",
    mixinStandardHelpOptions = true)
final class ModelListCommand implements Callable<Integer> {
  private static final String BUNDLED = "our small model, inside the program";

  @Spec private CommandSpec spec;
  @Mixin private ModelStoreOptions options;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return ModelCommand.run(spec, this::list);
  }

  private int list() {
    ModelStore store = options.store();
    if (json) {
      ModelCommand.print(spec, asJson(store));
      return 0;
    }
    PrintWriter out = spec.commandLine().getOut();
    String row = "%-30s %-15s %s%n";
    for (String name : store.catalog().bundled()) {
      out.printf(row, ModelReference.BUNDLED + name, "bundled", BUNDLED);
    }
    for (CatalogEntry entry : store.catalog().entries()) {
      out.printf(row, entry.name(), state(store, entry), entry.description());
    }
    out.flush();
    return 0;
  }

  private static ArrayNode asJson(ModelStore store) {
    ArrayNode models = JsonNodeFactory.instance.arrayNode();
    for (String name : store.catalog().bundled()) {
      models
          .addObject()
          .put("name", ModelReference.BUNDLED + name)
          .put("state", "bundled")
          .put("description", BUNDLED);
    }
    for (CatalogEntry entry : store.catalog().entries()) {
      models
          .addObject()
          .put("name", entry.name())
          .put("state", state(store, entry))
          .put("description", entry.description())
          .put("dimension", entry.dimension())
          .put("repository", entry.repository())
          .put("directory", store.directory(entry).toAbsolutePath().toString());
    }
    return models;
  }

  private static String state(ModelStore store, CatalogEntry entry) {
    return store.isDownloaded(entry) ? "downloaded" : "not downloaded";
  }
}
