package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.evaluation.ItemEmbedder;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.picture.SimilarityHeatMap;
import io.clipstreams.scoring.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clip-streams similarity}. */
@Command(
    name = "similarity",
    header = "Compare texts with images, each with each.",
    description =
        "Prints the matrix, a row a text and a column an image, and draws it as a heat map. As many texts "
            + "as images are taken for pairs, and the diagonal is marked. Exits with 1 when something was "
            + "left out.")
final class SimilarityCommand implements Callable<Integer> {
  private static final int TEXT_WIDTH = 40;
  private static final int SHORTEST_TEXT = 12;

  /** Of a number, its mark and the gap before it. */
  private static final int COLUMN_WIDTH = 8;

  private final Console console;

  @Mixin private ModelOptions options;

  @Option(
      names = "--texts",
      arity = "1..*",
      required = true,
      paramLabel = "TEXT",
      description = "Texts, in quotes.")
  private List<String> texts;

  @Option(
      names = "--images",
      arity = "1..*",
      required = true,
      paramLabel = "FILE",
      description = "Images, folders with all below them, or patterns.")
  private List<String> images;

  @Option(
      names = "--metric",
      defaultValue = "cosine",
      paramLabel = "METRIC",
      description = "cosine, or dot (product), of the model's vectors (default: ${DEFAULT-VALUE}).")
  private Metric metric;

  @Option(
      names = {"--output", "--plot"},
      paramLabel = "FILE.png",
      defaultValue = "similarity.png",
      description = "Where the heat map goes (default: ${DEFAULT-VALUE}).")
  private Path plot;

  @Option(names = "--no-plot", description = "Draw no heat map.")
  private boolean noPlot;

  @Option(
      names = "--npy",
      paramLabel = "FILE.npy",
      description = "Also write the matrix for NumPy, as float32.")
  private Optional<Path> npy = Optional.empty();

  @Option(names = "--json", description = "Print JSON; no progress bar.")
  private boolean json;

  SimilarityCommand(Console console) {
    this.console = console;
  }

  /** How two vectors are compared. */
  enum Metric {
    COSINE,
    DOT;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    double of(float[] one, float[] other) {
      return this == COSINE ? Vectors.cosine(one, other) : Vectors.dot(one, other);
    }
  }

  /** Rows are texts, columns are images. */
  private record Matrix(List<String> texts, List<Path> images, List<float[]> values) {}

  @Override
  public Integer call() throws IOException, ProcessingException {
    ClipConfig config = options.config(console);
    LeftOut leftOut = new LeftOut();
    ImageInputs found = ImageInputs.find(images);
    leftOut.add(found);
    try (EmbeddingModel model = options.load(console, config)) {
      ItemEmbedder embedder = new ItemEmbedder(model.encoder(), options.display(console, json));
      ItemEmbedder.Embedded<Path> pictures = embedder.images(found.files());
      ItemEmbedder.Embedded<String> words = embedder.texts(texts);
      leftOut.add(pictures);
      leftOut.add(words);
      Matrix matrix = matrix(words, pictures);
      if (!noPlot && !matrix.texts.isEmpty() && !matrix.images.isEmpty()) {
        draw(model.encoder(), matrix);
      }
      if (npy.isPresent()) {
        NpyFile.write(npy.get(), matrix.values);
      }
      if (json) {
        console.out().println(new JsonOutput().pretty(json(model, matrix, leftOut)));
      } else {
        print(matrix);
      }
      leftOut.tell(console);
      return leftOut.exitCode();
    }
  }

  private Matrix matrix(ItemEmbedder.Embedded<String> words, ItemEmbedder.Embedded<Path> pictures) {
    List<float[]> values = new ArrayList<>();
    for (float[] text : words.vectors().values()) {
      float[] row = new float[pictures.vectors().size()];
      int column = 0;
      for (float[] image : pictures.vectors().values()) {
        row[column++] = (float) metric.of(text, image);
      }
      values.add(row);
    }
    return new Matrix(
        List.copyOf(words.vectors().keySet()), List.copyOf(pictures.vectors().keySet()), values);
  }

  private void draw(Encoder encoder, Matrix matrix) throws IOException, ProcessingException {
    List<DecodedImage> pictures = new ArrayList<>();
    for (Path image : matrix.images) {
      // One large image at a time: of each only what is shown is kept.
      pictures.add(SimilarityHeatMap.shown(encoder.decode(Files.readAllBytes(image))));
    }
    String title = (metric == Metric.COSINE ? "Cosine" : "Dot product") + " of texts and images";
    new SimilarityHeatMap(title, matrix.texts, pictures, matrix.values).draw().write(plot);
  }

  private void print(Matrix matrix) {
    OptionalInt width = console.width();
    List<String> header = new ArrayList<>(List.of(""));
    for (int i = 1; i <= matrix.images.size(); i++) {
      header.add("[" + i + "]");
    }
    Table table = new Table(header.toArray(String[]::new));
    boolean pairs = matrix.texts.size() == matrix.images.size();
    int textWidth = textWidth(width, matrix.images.size());
    for (int row = 0; row < matrix.texts.size(); row++) {
      List<String> cells = new ArrayList<>();
      cells.add(Cells.cut(Cells.plain(matrix.texts.get(row)), textWidth));
      for (int column = 0; column < matrix.images.size(); column++) {
        String value = String.format(Locale.ROOT, "%.3f", matrix.values.get(row)[column]);
        cells.add(pairs && row == column ? value + "*" : value);
      }
      table.row(cells.toArray(String[]::new));
    }
    table.lines(width).forEach(console.out()::println);
    console.out().println();
    for (int i = 0; i < matrix.images.size(); i++) {
      String number = "[" + (i + 1) + "] ";
      String path = Cells.plain(matrix.images.get(i).toString());
      int room = width.orElse(Integer.MAX_VALUE) - number.length();
      console.out().println(number + Cells.end(path, room));
    }
    if (pairs) {
      console.out().println("*: the text and image in the same place");
    }
    if (!noPlot) {
      console.out().println("heat map: " + plot);
    }
    npy.ifPresent(file -> console.out().println("matrix: " + file));
  }

  /** Where not all images have a place beside the texts, these give way. */
  private static int textWidth(OptionalInt width, int images) {
    if (width.isEmpty()) {
      return TEXT_WIDTH;
    }
    int beside = width.getAsInt() - images * COLUMN_WIDTH;
    return Math.min(TEXT_WIDTH, Math.max(beside, Math.max(SHORTEST_TEXT, width.getAsInt() / 3)));
  }

  private ObjectNode json(EmbeddingModel model, Matrix matrix, LeftOut leftOut) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("modelRevision", model.identity().revision())
            .put("metric", metric.toString());
    matrix.texts.forEach(node.putArray("texts")::add);
    ArrayNode files = node.putArray("images");
    matrix.images.forEach(image -> files.add(image.toString()));
    ArrayNode rows = node.putArray("similarity");
    for (float[] values : matrix.values) {
      ArrayNode row = rows.addArray();
      for (float value : values) {
        row.add(value);
      }
    }
    leftOut.tell(node.putArray("leftOut"));
    if (!noPlot) {
      node.put("plot", plot.toString());
    }
    return node;
  }
}
