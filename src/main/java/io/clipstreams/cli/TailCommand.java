package io.clipstreams.cli;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.RecordJson;
import io.clipstreams.client.TailedRecord;
import io.clipstreams.client.TopicTail;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.serde.SerdeFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code clip-streams tail}. */
@Command(
    name = "tail",
    header = "Watch an output as its records come.",
    description =
        "Reads committed records only and belongs to no consumer group. The table leaves vectors out; "
            + "--json prints one whole record a line, bytes in base64.")
final class TailCommand implements Callable<Integer>, ClientCommand {
  private final Console console;

  @Mixin private KafkaOptions options;

  @Parameters(
      paramLabel = "OUTPUT",
      completionCandidates = Outputs.class,
      converter = OutputName.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Output output;

  @Option(names = "--from-beginning", description = "Begin with the oldest record kept.")
  private boolean fromBeginning;

  @Option(names = "--json", description = "Print JSON, one record a line.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "End after N records; exit with 1 if --timeout ends it before.")
  private Optional<Long> limit = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "End when no record has come for so long, such as 10s.")
  private Optional<Duration> timeout = Optional.empty();

  TailCommand(Console console) {
    this.console = console;
  }

  /** The names of the outputs, for help and completion. */
  static final class Outputs implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }

    static List<String> names() {
      return Arrays.stream(Output.values()).map(Output::word).toList();
    }
  }

  /** Reads an output's name. */
  static final class OutputName implements ITypeConverter<Output> {
    @Override
    public Output convert(String text) {
      return Arrays.stream(Output.values())
          .filter(output -> output.word().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is no output; there are %s"
                          .formatted(text, String.join(", ", Outputs.names()))));
    }
  }

  @Override
  public Integer call() {
    ClipConfig config = options.config(console);
    KafkaClients clients = new KafkaClients(config);
    clients.connect().close();
    String topic = output.topic(config.topics().names());
    OutputTable table = new OutputTable(console.ansi(), console.width());
    try (AvroSerdes serdes = new AvroSerdes(config);
        Deserializer<Object> deserializer = serdes.deserializer();
        TopicTail tail = new TopicTail(clients, topic, fromBeginning)) {
      if (!json) {
        console.out().println(table.header(output));
      }
      OptionalLong most = limit.map(OptionalLong::of).orElse(OptionalLong.empty());
      long seen =
          tail.follow(
              most,
              timeout,
              tailed -> {
                print(tailed, deserializer, table);
                if (console.out().checkError()) {
                  // Whoever read the output has gone, as in 'tail | head'.
                  tail.stop();
                }
              });
      return finish(seen);
    }
  }

  private int finish(long seen) {
    if (limit.isPresent() && seen < limit.get()) {
      console.err().printf("%d of %d records came in time%n", seen, limit.get());
      return 1;
    }
    return 0;
  }

  private void print(TailedRecord tailed, Deserializer<Object> deserializer, OutputTable table) {
    if (!output.isAvro()) {
      console
          .out()
          .println(
              json ? new JsonOutput().line(RecordJson.ofBytes(tailed)) : table.deadLetter(tailed));
      return;
    }
    Optional<IndexedRecord> event;
    try {
      event =
          Optional.ofNullable(
              (IndexedRecord) deserializer.deserialize(tailed.raw().topic(), tailed.raw().value()));
    } catch (RuntimeException e) {
      if (SerdeFailure.isRegistryUnavailable(e)) {
        throw e;
      }
      console
          .err()
          .printf(
              "partition %d, offset %d cannot be read: %s%n",
              tailed.raw().partition(), tailed.raw().offset(), SerdeFailure.reason(e));
      return;
    }
    console
        .out()
        .println(
            json ? new JsonOutput().line(RecordJson.of(tailed, event)) : table.row(tailed, event));
  }
}
