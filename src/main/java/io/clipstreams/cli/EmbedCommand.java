package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.evaluation.ItemEmbedder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip-streams embed}. */
@Command(
    name = "embed",
    header = "Turn images and texts into vectors.",
    description =
        "Images come first, in the order named, then texts; each once. Exits with 1 when something was "
            + "left out.")
final class EmbedCommand implements Callable<Integer> {
  /** What ends so, or has a path's signs and no blank, is meant to be a file. */
  private static final Pattern FILE_NAME =
      Pattern.compile("(?i).*\\.(jpe?g|png|gif|bmp|tiff?|webp)|[^\\s]*/[^\\s]*");

  private final Console console;

  @Spec private CommandSpec command;
  @Mixin private ModelOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE_OR_TEXT",
      description =
          "Images, folders with all below them, or patterns; what is no file, and does not look like "
              + "one's name, is a text.")
  private List<String> inputs = List.of();

  @Option(names = "--text", paramLabel = "TEXT", description = "A text, whatever it looks like.")
  private List<String> texts = List.of();

  @Option(
      names = "--raw",
      description = "Vectors as the model gives them; by default they have length 1.")
  private boolean raw;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "A file that ends in .npy (a float32 matrix, one row an input) or .json; by default JSON is "
              + "printed.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--json", description = "Print JSON; no progress bar. JSON is the default.")
  private boolean json;

  EmbedCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ClipConfig config = options.config(console);
    LeftOut leftOut = new LeftOut();
    Set<String> wanted = new LinkedHashSet<>();
    List<Path> files = sort(wanted, leftOut);
    wanted.addAll(texts);
    Format format = format();
    try (EmbeddingModel model = options.load(console, config)) {
      ItemEmbedder embedder = new ItemEmbedder(model.encoder(), options.display(console, json));
      Map<String, float[]> vectors = new LinkedHashMap<>();
      put(embedder.images(files), vectors, leftOut);
      put(embedder.texts(List.copyOf(wanted)), vectors, leftOut);
      write(vectors, format);
      leftOut.tell(console);
      return leftOut.exitCode();
    }
  }

  /** Gives the files; what is a text goes to the texts. */
  private List<Path> sort(Set<String> wanted, LeftOut leftOut) throws IOException {
    if (inputs.isEmpty() && texts.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "nothing to embed: name files, or texts in quotes");
    }
    List<String> files = new ArrayList<>();
    for (String input : inputs) {
      if (ImageInputs.isThere(input) || FILE_NAME.matcher(input).matches()) {
        files.add(input);
      } else {
        wanted.add(input);
      }
    }
    ImageInputs found = ImageInputs.find(files);
    leftOut.add(found);
    return found.files();
  }

  private <T> void put(
      ItemEmbedder.Embedded<T> embedded, Map<String, float[]> vectors, LeftOut leftOut) {
    leftOut.add(embedded);
    ItemEmbedder.Embedded<T> shown = raw ? embedded : embedded.normalized();
    shown.vectors().forEach((item, vector) -> vectors.put(item.toString(), vector));
  }

  private enum Format {
    PRINTED,
    JSON,
    NPY
  }

  private Format format() {
    String name = output.map(Path::toString).orElse("");
    if (name.isEmpty()) {
      return Format.PRINTED;
    } else if (name.endsWith(".npy")) {
      return Format.NPY;
    } else if (name.endsWith(".json")) {
      return Format.JSON;
    }
    throw new ParameterException(
        command.commandLine(), "--output " + name + " ends neither in .npy nor in .json");
  }

  private void write(Map<String, float[]> vectors, Format format) throws IOException {
    switch (format) {
      case PRINTED -> print(vectors, console.out());
      case NPY -> NpyFile.write(output.orElseThrow(), List.copyOf(vectors.values()));
      case JSON -> {
        try (PrintWriter out =
            new PrintWriter(
                Files.newBufferedWriter(output.orElseThrow(), StandardCharsets.UTF_8))) {
          print(vectors, out);
          if (out.checkError()) {
            throw new IOException(output.get() + " could not be written to its end");
          }
        }
      }
    }
    if (format != Format.PRINTED) {
      console
          .out()
          .printf(
              "%d vectors of %d numbers: %s%n",
              vectors.size(),
              vectors.values().stream().mapToInt(vector -> vector.length).max().orElse(0),
              output.orElseThrow());
    }
  }

  /** One vector a line, so that a million of them need not be one tree. */
  private static void print(Map<String, float[]> vectors, PrintWriter out) {
    JsonOutput lines = new JsonOutput();
    out.print("[");
    String separator = "\n";
    for (Map.Entry<String, float[]> entry : vectors.entrySet()) {
      ObjectNode node = JsonNodeFactory.instance.objectNode().put("input", entry.getKey());
      ArrayNode numbers = node.putArray("vector");
      for (float number : entry.getValue()) {
        numbers.add(number);
      }
      out.print(separator + lines.line(node));
      separator = ",\n";
    }
    out.println(vectors.isEmpty() ? "]" : "\n]");
  }
}
