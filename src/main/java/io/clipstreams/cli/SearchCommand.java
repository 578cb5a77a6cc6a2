package io.clipstreams.cli;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.SearchPage;
import io.clipstreams.index.SearchQuery;
import io.clipstreams.index.SearchTarget;
import io.clipstreams.inference.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip-streams search}. */
@Command(
    name = "search",
    header = "Find images or texts that are like a text or an image.",
    description =
        "In a folder, or in what the application has published. Similarity is the cosine of the"
            + " embeddings: between an image and a text it is far lower than between two images."
            + " Exits with 1 when something was left out.")
final class SearchCommand implements Callable<Integer> {
  private static final String DEFAULT_COUNT = "10";

  private final Console console;

  @Spec private CommandSpec command;
  @Mixin private ModelOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "What to find, in words; or name an image by --image.")
  private Optional<String> text = Optional.empty();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "An image that others are to be like.")
  private Optional<Path> image = Optional.empty();

  @Option(
      names = "--in",
      paramLabel = "DIR",
      description =
          "A folder, with all below it, or an index. A folder that 'index' has not seen is embedded"
              + " first; of one that it has seen, only what has changed since. By default the index of"
              + " the application that is configured.")
  private Optional<Path> place = Optional.empty();

  @Option(
      names = "--no-update",
      description = "Search a folder's index as it is, without a look at the folder.")
  private boolean noUpdate;

  @Option(
      names = "--target",
      paramLabel = "KIND",
      completionCandidates = TargetNames.class,
      defaultValue = "images",
      description = "What to find: images or captions (default: ${DEFAULT-VALUE}).")
  private SearchTarget target;

  @Option(
      names = {"-k", "--k"},
      paramLabel = "N",
      defaultValue = DEFAULT_COUNT,
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--min-similarity",
      paramLabel = "COSINE",
      description = "Only what is at least so similar, -1 to 1.")
  private Optional<Double> minSimilarity = Optional.empty();

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description =
          "Only images with that label, of captions only those of such images: LABEL or SET:LABEL."
              + " Repeatable; all must fit.")
  private List<String> labels = List.of();

  @Option(
      names = "--attribute",
      paramLabel = "NAME=VALUE",
      description = "Only what has that attribute. Repeatable; all must fit.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Option(names = "--json", description = "Print JSON; no progress bar.")
  private boolean json;

  @Option(
      names = "--output",
      paramLabel = "FILE.png",
      description = "Draw what was found, with the pictures.")
  private Optional<Path> output = Optional.empty();

  /** As they are written on the command line. */
  static final class TargetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(SearchTarget.values())
          .map(target -> target.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }

  SearchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, ProcessingException {
    requireOneQuery();
    ClipConfig config = options.config(console);
    // What is wrong is told before a model is loaded.
    query(new float[] {1});
    if (image.isPresent() && !Files.isRegularFile(image.get())) {
      throw new NoSuchFileException(image.get().toString());
    }
    try (EmbeddingModel model = options.load(console, config);
        SearchedIndex searched = searched(config, model)) {
      SearchQuery query = query(vector(model.encoder()));
      SearchPage page = searched.index().search(query);
      LeftOut leftOut = new LeftOut();
      searched.leftOut().forEach(leftOut::add);
      searched.news().ifPresent(console::remark);
      SearchView view = new SearchView(words(), page, searched.index());
      if (output.isPresent()) {
        new FoundPictures(model.encoder(), searched).sheet(words(), page, output.get());
      }
      if (json) {
        console
            .out()
            .println(
                new JsonOutput().pretty(view.json(model.identity().revision(), output, leftOut)));
      } else {
        view.lines(console.width()).forEach(console.out()::println);
        output.ifPresent(file -> console.out().println("picture: " + file));
      }
      leftOut.tell(console);
      return leftOut.exitCode();
    }
  }

  private void requireOneQuery() {
    if (text.isPresent() == image.isPresent()) {
      throw new ParameterException(
          command.commandLine(),
          text.isPresent()
              ? "a text or an image, not both: leave out TEXT or --image"
              : "nothing to look for: name a text in quotes, or an image by --image");
    }
  }

  private SearchedIndex searched(ClipConfig config, EmbeddingModel model)
      throws IOException, ProcessingException {
    if (place.isEmpty()) {
      return SearchedIndex.ofApplication(config, model);
    }
    FolderIndexing indexing = new FolderIndexing(config, model, options.display(console, json));
    return SearchedIndex.in(place.get(), model, indexing, !noUpdate);
  }

  private float[] vector(Encoder encoder) throws IOException, ProcessingException {
    return image.isPresent()
        ? encoder.encodeImage(Files.readAllBytes(image.get())).vector()
        : Encoder.await(encoder.submitText(text.orElseThrow())).vector();
  }

  private SearchQuery query(float[] vector) {
    try {
      return new SearchQuery(
          target,
          vector,
          count,
          0,
          minSimilarity.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
          labels,
          attributes,
          Optional.empty());
    } catch (IllegalArgumentException invalid) {
      throw new ParameterException(command.commandLine(), invalid.getMessage(), invalid);
    }
  }

  private String words() {
    return text.map(words -> "\"" + Cells.plain(words) + "\"")
        .orElseGet(() -> Cells.plain(image.orElseThrow().toString()));
  }
}
