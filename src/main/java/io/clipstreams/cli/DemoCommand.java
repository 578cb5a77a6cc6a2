package io.clipstreams.cli;

import io.clipstreams.client.EventProducer;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.ProduceReport;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.DemoTally;
import io.clipstreams.local.LocalStack;
import io.clipstreams.local.Sample;
import io.clipstreams.local.Samples;
import io.clipstreams.local.Shutdown;
import io.clipstreams.serde.AvroSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clip-streams demo}. */
@Command(
    name = "demo",
    header = "See it work: everything on this machine, with sample pictures.",
    description = {
      "Starts a broker, a schema registry and the application, sends ten pictures, each with a caption"
          + " that fits and one that does not, and shows what comes out."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int KAFKA_PORT = 9092;
  private static final int REGISTRY_PORT = 8081;
  private static final int HTTP_PORT = 8080;
  private static final Duration EXIT_LIMIT = Duration.ofMinutes(2);

  private final Console console;

  @Mixin private ConfigOptions configOptions;

  @Option(
      names = "--exit",
      description = "End when all samples are through; exit with 0 if every one was enriched.")
  private boolean exit;

  @Option(names = "--no-browser", description = "Do not open the page in a browser.")
  private boolean noBrowser;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Instant start = Instant.now();
    console.remark("Starting broker, schema registry and model ...");
    try (Shutdown shutdown = Shutdown.atExit()) {
      LocalStack.Settings ports =
          new LocalStack.Settings(
              preferred(KAFKA_PORT), preferred(REGISTRY_PORT), Optional.empty());
      LocalApplication local =
          LocalApplication.start(
              configOptions.config(console), ports, preferred(HTTP_PORT), shutdown);
      console.remark(local.endpoints().readyLine());
      openPage(local.endpoints().http());
      return show(local, Samples.load(), start);
    }
  }

  private int show(LocalApplication local, List<Sample> samples, Instant start) {
    DemoTally tally = new DemoTally(samples);
    try (AvroSerdes serdes = new AvroSerdes(local.config());
        DemoView view = new DemoView(local.config(), serdes, tally, console)) {
      produce(local.config(), serdes, samples);
      boolean through =
          view.follow(exit ? Optional.of(EXIT_LIMIT) : Optional.empty(), tally::isThrough);
      console.out().println(tally.summary(Duration.between(start, Instant.now())));
      console.out().flush();
      if (!exit) {
        console.remark(
            "All samples are through; it goes on until Ctrl-C. Send your own pictures to it.");
        view.follow(Optional.empty(), () -> !local.application().live());
      }
      return through && tally.isComplete() ? 0 : 1;
    }
  }

  private static void produce(ClipConfig config, AvroSerdes serdes, List<Sample> samples) {
    ProduceReport report = new ProduceReport();
    try (Admin admin = new KafkaClients(config).connect();
        EventProducer events = new EventProducer(config, serdes, admin)) {
      for (Sample sample : samples) {
        events.image(sample.id(), sample.content(), report);
        events.caption(sample.captionId(), sample.id(), sample.caption(), report);
        events.caption(sample.wrongCaptionId(), sample.id(), sample.wrongCaption(), report);
      }
      events.flush();
    }
    if (!report.refused().isEmpty()) {
      throw new KafkaException("samples were refused: " + String.join("; ", report.refused()));
    }
  }

  private void openPage(String address) {
    boolean wanted = !noBrowser && !exit && console.terminal();
    boolean opens = wanted && DesktopBrowser.ofThisMachine().open(URI.create(address));
    console.remark(opens ? "The page opens: " + address : "The page is at " + address);
  }

  /** The port that the documentation names, or a free one where that is taken. */
  private static int preferred(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }
}
