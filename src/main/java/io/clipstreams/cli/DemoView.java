package io.clipstreams.cli;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.local.DemoTable;
import io.clipstreams.local.DemoTally;
import io.clipstreams.serde.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Help.Ansi;

/** Shows what comes out of the stream, and counts it. */
final class DemoView implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String LABEL_SET = "default";

  private final TopicNames topics;
  private final DemoTally tally;
  private final DemoTable table;
  private final Console console;
  private final Consumer<byte[], byte[]> consumer;
  private final Deserializer<Object> deserializer;

  DemoView(ClipConfig config, AvroSerdes serdes, DemoTally tally, Console console) {
    this.topics = config.topics().names();
    this.tally = tally;
    this.table = new DemoTable(LABEL_SET, console.ansi() == Ansi.ON);
    this.console = console;
    this.deserializer = serdes.deserializer();
    this.consumer = new KafkaClients(config).consumer();
    List<TopicPartition> partitions =
        Stream.of(
                topics.enrichedImages(),
                topics.enrichedCaptions(),
                topics.mismatchAlerts(),
                topics.deadLetters())
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    console.out().println(table.header());
  }

  /**
   * Shows records until a condition holds.
   *
   * @param limit the longest time, if there is one
   * @return whether the condition holds
   */
  boolean follow(Optional<Duration> limit, BooleanSupplier done) {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (limit.isPresent() && System.nanoTime() - start > limit.get().toNanos()) {
        return false;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        show(record);
      }
      console.out().flush();
    }
    return true;
  }

  private void show(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.deadLetters())) {
      String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
      tally.countDeadLetter(key);
      console.out().println("dead letter: " + key);
      return;
    }
    if (record.value() == null) {
      return;
    }
    Object event = deserializer.deserialize(record.topic(), record.value());
    if (event instanceof EnrichedImage image) {
      tally.count(image);
      table.add(image).forEach(console.out()::println);
    } else if (event instanceof EnrichedCaption caption) {
      tally.count(caption);
      table.add(caption).forEach(console.out()::println);
    } else if (event instanceof MismatchAlert alert) {
      tally.count(alert);
      console.out().println(table.add(alert));
    }
  }

  @Override
  public void close() {
    consumer.close();
    deserializer.close();
  }
}
