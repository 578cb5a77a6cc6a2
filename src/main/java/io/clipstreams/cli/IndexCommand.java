package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.WritableIndex;
import io.clipstreams.index.folder.FolderContents;
import io.clipstreams.index.folder.FolderPlace;
import io.clipstreams.index.folder.FolderReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip-streams index}. */
@Command(
    name = "index",
    header = "Keep a search index of a folder's images and texts.",
    description =
        "Embeds what is new or changed since the last time, and forgets what is gone. 'search' then"
            + " answers at once, and keeps the index up with the folder. Exits with 1 when something was left out.")
final class IndexCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ModelOptions options;

  @Parameters(paramLabel = "DIR", description = "A folder, with all below it.")
  private Path folder;

  @Option(
      names = "--index-dir",
      paramLabel = "PATH",
      description =
          "Where the index lies, a directory of its own (default: "
              + FolderPlace.DIRECTORY
              + " in DIR).")
  private Optional<Path> indexDirectory = Optional.empty();

  @Option(
      names = "--captions",
      paramLabel = "FILE",
      description =
          "Texts: a UTF-8 table (.csv) whose first row names the columns file and caption, or a"
              + " .txt file with a text in each line. Repeatable (default: "
              + FolderContents.TABLE
              + " in DIR, and beside an image the .txt file of its name).")
  private List<Path> captions = List.of();

  @Option(names = "--json", description = "Print JSON; no progress bar.")
  private boolean json;

  IndexCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, ProcessingException {
    ClipConfig config = options.config(console);
    FolderContents contents = FolderContents.read(folder, captions);
    Path directory =
        indexDirectory
            .map(path -> path.toAbsolutePath().normalize())
            .orElseGet(() -> contents.root().resolve(FolderPlace.DIRECTORY));
    List<Path> named = new ArrayList<>();
    for (Path file : captions) {
      named.add(file.toRealPath());
    }
    FolderPlace place = new FolderPlace(directory, contents.root(), named);
    try (EmbeddingModel model = options.load(console, config)) {
      FolderIndexing indexing = new FolderIndexing(config, model, options.display(console, json));
      try (WritableIndex index = WritableIndex.open(directory, indexing.settings())) {
        FolderReport report = indexing.update(index, place, contents);
        LeftOut leftOut = new LeftOut();
        report.leftOut().forEach(leftOut::add);
        if (json) {
          ObjectNode node = json(model, place, report);
          leftOut.tell(node.putArray("leftOut"));
          console.out().println(new JsonOutput().pretty(node));
        } else {
          print(place, contents, report);
        }
        leftOut.tell(console);
        return leftOut.exitCode();
      }
    }
  }

  private void print(FolderPlace place, FolderContents contents, FolderReport report) {
    Table table = new Table("", "indexed", "embedded now", "as before", "removed");
    row(table, "images", report.images());
    row(table, "texts", report.texts());
    table.lines().forEach(console.out()::println);
    console.out().println("index: " + Cells.plain(place.index().toString()));
    if (contents.others() > 0) {
      console.remark("skipped: %d other files".formatted(contents.others()));
    }
  }

  private static void row(Table table, String kind, FolderReport.Counts counts) {
    table.row(
        kind,
        String.valueOf(counts.total()),
        String.valueOf(counts.embedded()),
        String.valueOf(counts.unchanged()),
        String.valueOf(counts.removed()));
  }

  private static ObjectNode json(EmbeddingModel model, FolderPlace place, FolderReport report) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("folder", place.folder().toString())
            .put("index", place.index().toString())
            .put("modelRevision", model.identity().revision());
    json(node.putObject("images"), report.images());
    json(node.putObject("texts"), report.texts());
    return node;
  }

  private static void json(ObjectNode node, FolderReport.Counts counts) {
    node.put("indexed", counts.total())
        .put("embedded", counts.embedded())
        .put("unchanged", counts.unchanged())
        .put("removed", counts.removed());
  }
}
