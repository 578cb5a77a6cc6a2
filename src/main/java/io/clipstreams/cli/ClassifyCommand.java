package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.evaluation.Classification;
import io.clipstreams.evaluation.ExpectedLabels;
import io.clipstreams.evaluation.ItemEmbedder;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.LabelEmbeddings;
import io.clipstreams.scoring.LabelMatrix;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.scoring.ZeroShotClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip-streams classify}. */
@Command(
    name = "classify",
    header = "Label images without training.",
    description =
        "Probabilities are over all labels given, so they sum to 1 whatever an image shows. Exits with 1 "
            + "when a file was left out.")
final class ClassifyCommand implements Callable<Integer> {
  private static final int LONGEST_LABEL = 40;
  private static final int MOST_LABELS_ACROSS = 12;

  private final Console console;

  @Spec private CommandSpec command;
  @Mixin private ModelOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Images, folders with all below them, or patterns; by default the files that --expected "
              + "names.")
  private List<String> inputs = List.of();

  @Option(
      names = "--labels",
      paramLabel = "LABEL",
      split = ",",
      description = "Labels, separated by commas (default: clip.labels.default).")
  private List<String> labels = List.of();

  @Option(names = "--labels-file", paramLabel = "FILE", description = "Labels, one a line, UTF-8.")
  private Optional<Path> labelsFile = Optional.empty();

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      description =
          "A prompt with {} for the label; several are averaged (default: ${DEFAULT-VALUE}).",
      defaultValue = LabelSetDefinition.DEFAULT_TEMPLATE)
  private List<String> templates;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "How many labels to show of each image (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--expected",
      paramLabel = "LABELS.csv",
      description =
          "UTF-8, the first row names the columns: file (relative to the table) and label. Shows how "
              + "often the right label is first and among the first five, and what is taken for what.")
  private Optional<Path> expected = Optional.empty();

  @Option(names = "--json", description = "Print JSON; no progress bar.")
  private boolean json;

  ClassifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, ProcessingException {
    ClipConfig config = options.config(console);
    LeftOut leftOut = new LeftOut();
    Optional<ExpectedLabels> right = expected.map(ExpectedLabels::read);
    LabelSetDefinition set = labelSet(config);
    right.ifPresent(table -> table.refused().forEach(leftOut::add));
    right.ifPresent(table -> table.notAmong(set.labels()).forEach(leftOut::add));
    List<Path> files = files(right, leftOut);
    try (EmbeddingModel model = options.load(console, config)) {
      LabelMatrix matrix =
          new LabelMatrix(set.labels(), new LabelEmbeddings(model.encoder()).of(set));
      ItemEmbedder.Embedded<Path> embedded =
          new ItemEmbedder(model.encoder(), options.display(console, json)).images(files);
      leftOut.add(embedded);
      ZeroShotClassifier classifier = new ZeroShotClassifier(model.identity().logitScale());
      int most = Math.max(top, Classification.TOP);
      Map<Path, List<ScoredLabel>> results = new LinkedHashMap<>();
      embedded
          .vectors()
          .forEach((file, vector) -> results.put(file, classifier.classify(vector, matrix, most)));
      Optional<Classification> counted = right.map(table -> table.count(results));
      if (json) {
        console.out().println(new JsonOutput().pretty(json(results, counted, leftOut)));
      } else {
        OptionalInt width = console.width();
        results.forEach((file, best) -> print(file, best, width));
        counted.ifPresent(this::print);
      }
      leftOut.tell(console);
      return leftOut.exitCode();
    }
  }

  private LabelSetDefinition labelSet(ClipConfig config) throws IOException {
    List<String> given = new ArrayList<>(labels);
    if (labelsFile.isPresent()) {
      given.addAll(Files.readAllLines(labelsFile.get()));
    }
    List<String> cleaned =
        given.stream().map(String::strip).filter(label -> !label.isEmpty()).distinct().toList();
    try {
      return new LabelSetDefinition(
          cleaned.isEmpty() ? config.judging().defaultLabels() : cleaned, templates, true, top);
    } catch (IllegalArgumentException invalid) {
      throw new ParameterException(command.commandLine(), invalid.getMessage(), invalid);
    }
  }

  private List<Path> files(Optional<ExpectedLabels> right, LeftOut leftOut) throws IOException {
    if (inputs.isEmpty()) {
      return right
          .map(ExpectedLabels::files)
          .orElseThrow(
              () ->
                  new ParameterException(
                      command.commandLine(), "no images: name files, or a table with --expected"));
    }
    ImageInputs found = ImageInputs.find(inputs);
    leftOut.add(found);
    return found.files();
  }

  private void print(Path file, List<ScoredLabel> best, OptionalInt width) {
    console.out().println(Cells.plain(file.toString()));
    List<ScoredLabel> shown = best.subList(0, Math.min(top, best.size()));
    List<BarRow> rows = shown.stream().map(ClassifyCommand::row).toList();
    BarRow.lines(rows, LONGEST_LABEL, width).forEach(console.out()::println);
  }

  private static BarRow row(ScoredLabel label) {
    return new BarRow(
        label.label(),
        String.format(Locale.ROOT, "%5.1f %%", 100 * label.probability()),
        label.probability());
  }

  private void print(Classification counted) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "%ntop-1 %d of %d (%.1f %%), top-5 %d of %d (%.1f %%)%n",
            counted.first(),
            counted.total(),
            100 * counted.firstShare(),
            counted.amongTop(),
            counted.total(),
            100 * counted.amongTopShare());
    if (counted.labels().size() <= MOST_LABELS_ACROSS) {
      matrix(counted);
    } else {
      mistakes(counted);
    }
  }

  private void matrix(Classification counted) {
    List<String> across = counted.labels();
    console.out().printf("%nrows: expected, columns: found first%n");
    Table table =
        new Table(
            Stream.concat(Stream.of(""), across.stream().map(label -> cell(label)))
                .toArray(String[]::new));
    for (String label : across) {
      table.row(
          Stream.concat(
                  Stream.of(cell(label)),
                  across.stream()
                      .map(found -> counted.count(label, found))
                      .map(count -> count == 0 ? "·" : count.toString()))
              .toArray(String[]::new));
    }
    table.lines(console.width()).forEach(console.out()::println);
  }

  private static String cell(String label) {
    return Cells.cut(Cells.plain(label), 14);
  }

  private void mistakes(Classification counted) {
    Table table = new Table("expected", "found first", "images");
    for (String label : counted.labels()) {
      for (String found : counted.labels()) {
        if (!label.equals(found) && counted.count(label, found) > 0) {
          table.row(
              Cells.plain(label), Cells.plain(found), String.valueOf(counted.count(label, found)));
        }
      }
    }
    console.out().printf("%nnot as expected%n");
    table.lines().forEach(console.out()::println);
  }

  private ObjectNode json(
      Map<Path, List<ScoredLabel>> results, Optional<Classification> counted, LeftOut leftOut) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode images = node.putArray("images");
    results.forEach(
        (file, best) -> {
          ArrayNode shown = images.addObject().put("file", file.toString()).putArray("labels");
          best.stream()
              .limit(top)
              .forEach(
                  label ->
                      shown
                          .addObject()
                          .put("label", label.label())
                          .put("similarity", label.similarity())
                          .put("probability", label.probability()));
        });
    counted.ifPresent(found -> json(found, node));
    leftOut.tell(node.putArray("leftOut"));
    return node;
  }

  private static void json(Classification counted, ObjectNode node) {
    node.put("total", counted.total())
        .put("top1", counted.firstShare())
        .put("top5", counted.amongTopShare());
    ObjectNode matrix = node.putObject("confusion");
    for (String label : counted.labels()) {
      ObjectNode row = matrix.putObject(label);
      for (String found : counted.labels()) {
        if (counted.count(label, found) > 0) {
          row.put(found, counted.count(label, found));
        }
      }
    }
  }
}
