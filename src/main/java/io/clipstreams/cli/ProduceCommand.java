package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.client.CaptionCsv;
import io.clipstreams.client.CaptionProducer;
import io.clipstreams.client.EventProducer;
import io.clipstreams.client.ImageFile;
import io.clipstreams.client.ImageProducer;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.ProduceReport;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.serde.AvroSerdes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip-streams produce}. */
@Command(
    name = "produce",
    header = "Send images and captions from files.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ProduceCommand.Images.class, ProduceCommand.Captions.class})
final class ProduceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "images or captions is missing");
  }

  /** What both have in common; a mixin. */
  static final class Output {
    @Option(names = "--json", description = "Print the summary as JSON; no progress bar.")
    private boolean json;

    Progress.Display display(Console console) {
      return ProgressBars.on(console, !json);
    }

    /** Prints refusals and the summary; gives the exit code. */
    int finish(Console console, Map<String, ProduceReport> reports, List<String> notes) {
      List<String> refused = new ArrayList<>();
      reports.values().forEach(report -> refused.addAll(report.refused()));
      if (json) {
        console.out().println(new JsonOutput().pretty(summary(reports, refused)));
      } else {
        refused.forEach(reason -> console.err().println("refused: " + reason));
        notes.forEach(console::remark);
        List<String> parts = new ArrayList<>();
        reports.forEach(
            (what, report) ->
                parts.add("%d %s (%s)".formatted(report.sent(), what, megabytes(report.bytes()))));
        console.out().printf("sent %s, refused %d%n", String.join(", ", parts), refused.size());
      }
      return refused.isEmpty() ? 0 : 1;
    }

    private static ObjectNode summary(Map<String, ProduceReport> reports, List<String> refused) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      reports.forEach(
          (what, report) -> node.put(what, report.sent()).put(what + "Bytes", report.bytes()));
      refused.forEach(node.putArray("refused")::add);
      return node;
    }

    private static String megabytes(long bytes) {
      return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
  }

  /** {@code clip-streams produce images}. */
  @Command(
      name = "images",
      header = "Send image files.",
      description =
          "The image id of a file found in a directory is its name relative to that directory, with "
              + "'/' between its parts; of a file named by itself its last name. In directories only files "
              + "with an image's extension are sent. Exits with 1 when a file or row was refused.")
  static final class Images implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Mixin private KafkaOptions options;
    @Mixin private Output output;

    @Parameters(
        arity = "1..*",
        paramLabel = "DIR_OR_FILE",
        description = "Directories, searched with all below them, or files.")
    private List<Path> paths;

    @Option(
        names = "--captions",
        paramLabel = "FILE.csv",
        description = "Also send the captions of this file, after the images.")
    private Optional<Path> captions = Optional.empty();

    Images(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws IOException {
      ClipConfig config = options.config(console);
      ImageFile.Found found = ImageFile.find(paths);
      Optional<CaptionCsv> csv = captions.map(CaptionCsv::new);
      // A table that is none must be known before the images are sent.
      csv.ifPresent(CaptionCsv::count);
      Map<String, ProduceReport> reports = new LinkedHashMap<>();
      try (AvroSerdes serdes = new AvroSerdes(config);
          Admin admin = new KafkaClients(config).connect();
          EventProducer events = new EventProducer(config, serdes, admin)) {
        Progress.Display display = output.display(console);
        reports.put("images", new ImageProducer(events, display).produce(found.images()));
        csv.ifPresent(
            table -> reports.put("captions", new CaptionProducer(events, display).produce(table)));
      }
      return output.finish(console, reports, notes(found));
    }

    private static List<String> notes(ImageFile.Found found) {
      return found.others() == 0
          ? List.of()
          : List.of(
              "skipped: %d files that are no images by their names".formatted(found.others()));
    }
  }

  /** {@code clip-streams produce captions}. */
  @Command(
      name = "captions",
      header = "Send the captions of a CSV file.",
      description =
          "The first row names the columns: file (the image's id), caption and, if there is one, "
              + "caption_id; others are ignored. Without it the n-th caption of a file gets the id FILE#n. "
              + "Exits with 1 when a row was refused.")
  static final class Captions implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Mixin private KafkaOptions options;
    @Mixin private Output output;

    @Parameters(paramLabel = "FILE.csv", description = "UTF-8, columns separated by commas.")
    private Path file;

    Captions(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ClipConfig config = options.config(console);
      CaptionCsv csv = new CaptionCsv(file);
      csv.count();
      Map<String, ProduceReport> reports = new LinkedHashMap<>();
      try (AvroSerdes serdes = new AvroSerdes(config);
          Admin admin = new KafkaClients(config).connect();
          EventProducer events = new EventProducer(config, serdes, admin)) {
        Progress.Display display = output.display(console);
        reports.put("captions", new CaptionProducer(events, display).produce(csv));
      }
      return output.finish(console, reports, List.of());
    }
  }
}
