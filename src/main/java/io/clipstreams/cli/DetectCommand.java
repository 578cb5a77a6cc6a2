package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.app.ConfiguredDetection;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Detection;
import io.clipstreams.inference.DetectionSettings;
import io.clipstreams.inference.Detector;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.picture.DetectionOverlay;
import io.clipstreams.scoring.FoundBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip-streams detect}. */
@Command(
    name = "detect",
    header = "Find in an image what a prompt names, without training.",
    description =
        "A window slides over the image; where it is like the prompt the image is relevant, and relevant "
            + "regions get a box. Prompts are taken as they are, such as \"a fluffy cat\".")
final class DetectCommand implements Callable<Integer> {
  private static final int SHORTEST_PROMPT = 12;

  /** Of all columns but the prompt, for images of up to 99,999 pixels a side. */
  private static final int NUMBERS_WIDTH = 46;

  private final Console console;

  @Mixin private ModelOptions options;

  @Parameters(paramLabel = "FILE", description = "An image of any size.")
  private Path file;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      required = true,
      description = "What to look for. Repeatable: more prompts cost next to nothing.")
  private List<String> prompts;

  @Option(
      names = "--patch",
      paramLabel = "PIXELS",
      description = "Side of a patch (default: by clip.detection.patches).")
  private Optional<Integer> patch = Optional.empty();

  @Option(
      names = "--window",
      paramLabel = "PATCHES",
      description = "Side of the window, about the object's (default: clip.detection.window).")
  private Optional<Integer> window = Optional.empty();

  @Option(
      names = "--stride",
      paramLabel = "PATCHES",
      description = "Step of the window (default: clip.detection.stride).")
  private Optional<Integer> stride = Optional.empty();

  @Option(
      names = "--threshold",
      paramLabel = "RELEVANCE",
      description =
          "The relevance from which a patch belongs to a box, above 0 to 1 (default: "
              + "clip.detection.threshold).")
  private Optional<Double> threshold = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FILE.png",
      description =
          "Draw relevance and boxes; of several prompts each has a picture of its own, FILE-1.png and "
              + "so on.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--json", description = "Print JSON, with the relevance maps; no progress bar.")
  private boolean json;

  DetectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, ProcessingException {
    ClipConfig config = options.config(console);
    byte[] content = Files.readAllBytes(file);
    try (EmbeddingModel model = options.load(console, config)) {
      DetectionSettings settings =
          ConfiguredDetection.settings(config.detection(), model.calibration())
              .with(
                  number(patch),
                  number(window),
                  number(stride),
                  threshold.map(OptionalDouble::of).orElse(OptionalDouble.empty()));
      DecodedImage image = model.encoder().decode(content);
      Detection detection = search(new Detector(model.encoder(), settings), image);
      List<Path> pictures = draw(image, detection);
      if (json) {
        console.out().println(new JsonOutput().pretty(json(model, image, detection, pictures)));
      } else {
        print(settings, image, detection, pictures);
      }
      return 0;
    }
  }

  private static OptionalInt number(Optional<Integer> option) {
    return option.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private Detection search(Detector detector, DecodedImage image) throws ProcessingException {
    long windows = detector.grid(image).windowCount();
    try (Progress progress = options.display(console, json).start("windows", windows)) {
      return detector.detect(image, prompts, progress::step);
    }
  }

  private List<Path> draw(DecodedImage image, Detection detection) throws IOException {
    List<Path> pictures = new ArrayList<>();
    if (output.isPresent()) {
      for (Detection.OfPrompt found : detection.prompts()) {
        Path picture =
            detection.prompts().size() == 1
                ? output.get()
                : numbered(output.get(), pictures.size() + 1);
        new DetectionOverlay(image, detection.grid(), found).draw().write(picture);
        pictures.add(picture);
      }
    }
    return pictures;
  }

  private static Path numbered(Path path, int number) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String numbered =
        dot < 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    return path.resolveSibling(numbered);
  }

  private void print(
      DetectionSettings settings, DecodedImage image, Detection detection, List<Path> pictures) {
    console
        .out()
        .printf(
            "%s: %d x %d pixels, %d windows%n%n",
            Cells.plain(file.toString()),
            image.width(),
            image.height(),
            detection.grid().windowCount());
    Table table = new Table("prompt", "x", "y", "width", "height", "score", "cosine");
    int room = console.width().orElse(Integer.MAX_VALUE) - NUMBERS_WIDTH;
    for (Detection.OfPrompt found : detection.prompts()) {
      String prompt = Cells.cut(Cells.plain(found.prompt()), Math.max(SHORTEST_PROMPT, room));
      if (found.boxes().isEmpty()) {
        table.row(prompt, "-", "-", "-", "-", "-", number(found.bestSimilarity()));
      }
      for (FoundBox box : found.boxes()) {
        table.row(
            prompt,
            String.valueOf(box.area().x()),
            String.valueOf(box.area().y()),
            String.valueOf(box.area().width()),
            String.valueOf(box.area().height()),
            number(box.score()),
            number(box.similarity()));
      }
    }
    table.lines().forEach(console.out()::println);
    if (detection.prompts().stream().anyMatch(found -> found.boxes().isEmpty())) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%n-: not found; a window must reach a cosine of %.2f (clip.detection.min.similarity),"
                  + " and its box %.2f (clip.detection.box.min.similarity)%n",
              settings.minSimilarity(),
              settings.boxSimilarity());
    }
    pictures.forEach(picture -> console.out().println("picture: " + picture));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private ObjectNode json(
      EmbeddingModel model, DecodedImage image, Detection detection, List<Path> pictures) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("file", file.toString())
            .put("width", image.width())
            .put("height", image.height())
            .put("modelRevision", model.identity().revision());
    ArrayNode all = node.putArray("prompts");
    for (Detection.OfPrompt found : detection.prompts()) {
      ObjectNode prompt =
          all.addObject()
              .put("prompt", found.prompt())
              .put("bestSimilarity", found.bestSimilarity());
      ObjectNode map =
          prompt
              .putObject("map")
              .put("rows", found.map().rows())
              .put("columns", found.map().columns());
      ArrayNode scores = map.putArray("scores");
      for (float score : found.map().scores()) {
        scores.add(score);
      }
      ArrayNode boxes = prompt.putArray("boxes");
      for (FoundBox box : found.boxes()) {
        boxes
            .addObject()
            .put("x", box.area().x())
            .put("y", box.area().y())
            .put("width", box.area().width())
            .put("height", box.area().height())
            .put("score", box.score())
            .put("similarity", box.similarity());
      }
    }
    ArrayNode drawn = node.putArray("pictures");
    pictures.forEach(picture -> drawn.add(picture.toString()));
    return node;
  }
}
