package io.clipstreams.client;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Sends dead letters back to where they came from. A record and the mark that it was replayed are
 * sent in one transaction. A second replay that starts meanwhile ends the first one, and sees its
 * marks.
 */
public final class DeadLetterReplay {
  /** How many records a transaction holds at most. */
  private static final int BATCH = 100;

  private final KafkaClients clients;
  private final String deadLettersTopic;
  private final String applicationId;
  private final ReplayMarks marks;
  private final int largestRecord;

  /**
   * @param clients how to reach Kafka
   * @param deadLettersTopic its full name
   * @param applicationId the application that the letters are of
   * @param largestRecord the most bytes of a letter
   */
  public DeadLetterReplay(
      KafkaClients clients, String deadLettersTopic, String applicationId, int largestRecord) {
    this.clients = Objects.requireNonNull(clients, "clients");
    this.deadLettersTopic = Objects.requireNonNull(deadLettersTopic, "deadLettersTopic");
    this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
    this.marks = new ReplayMarks(clients, applicationId);
    this.largestRecord = largestRecord;
  }

  /** What became, or would become, of a letter. */
  public enum Fate {
    /** It is sent. */
    REPLAYED,
    /** It was replayed before. */
    MARKED,
    /** It has no value, or does not say where it came from. */
    INCOMPLETE
  }

  /**
   * A letter and its fate.
   *
   * @param letter the letter
   * @param fate what becomes of it
   */
  public record Outcome(DeadLetter letter, Fate fate) {}

  /**
   * Tells what would be done.
   *
   * @param admin a connected client
   * @param filter which letters are meant
   * @param again whether letters that were replayed before are meant, too
   * @param report takes every outcome
   */
  public void rehearse(
      Admin admin, DeadLetterFilter filter, boolean again, Consumer<Outcome> report) {
    Set<String> marked = marks.read(admin);
    letters(filter, letter -> report.accept(new Outcome(letter, fate(letter, marked, again))));
  }

  /**
   * Replays.
   *
   * @param admin a connected client
   * @param replicationFactor of the topic of marks, if it has to be made
   * @param filter which letters are meant
   * @param again whether letters that were replayed before are meant, too
   * @param report takes every outcome; REPLAYED ones after their transaction
   * @throws KafkaException if a transaction fails; what was reported stays replayed
   */
  public void replay(
      Admin admin,
      short replicationFactor,
      DeadLetterFilter filter,
      boolean again,
      Consumer<Outcome> report) {
    marks.create(admin, replicationFactor);
    try (Producer<byte[], byte[]> producer =
        clients.transactionalProducer(applicationId + "-dead-letters-replay", largestRecord)) {
      producer.initTransactions();
      // Only now: from here on nobody else adds marks.
      Set<String> marked = marks.read(admin);
      List<DeadLetter> batch = new ArrayList<>();
      letters(
          filter,
          letter -> {
            Fate fate = fate(letter, marked, again);
            if (fate != Fate.REPLAYED) {
              report.accept(new Outcome(letter, fate));
              return;
            }
            batch.add(letter);
            if (batch.size() == BATCH) {
              send(producer, batch, report);
            }
          });
      send(producer, batch, report);
    }
  }

  private void letters(DeadLetterFilter filter, Consumer<DeadLetter> action) {
    new TopicSnapshot(clients, deadLettersTopic)
        .read(
            record -> {
              DeadLetter letter = new DeadLetter(record);
              if (filter.matches(letter)) {
                action.accept(letter);
              }
              return true;
            });
  }

  private static Fate fate(DeadLetter letter, Set<String> marked, boolean again) {
    if (!again && marked.contains(letter.place())) {
      return Fate.MARKED;
    }
    return letter.replay().isPresent() ? Fate.REPLAYED : Fate.INCOMPLETE;
  }

  private void send(
      Producer<byte[], byte[]> producer, List<DeadLetter> batch, Consumer<Outcome> report) {
    if (batch.isEmpty()) {
      return;
    }
    producer.beginTransaction();
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (DeadLetter letter : batch) {
        ProducerRecord<byte[], byte[]> record = letter.replay().orElseThrow();
        sent.add(producer.send(record));
        sent.add(producer.send(marks.of(letter, Clock.systemUTC())));
      }
      for (Future<RecordMetadata> answer : sent) {
        answer.get();
      }
      producer.commitTransaction();
    } catch (ExecutionException refused) {
      producer.abortTransaction();
      throw new KafkaException(
          "no record of this batch was replayed: " + refused.getCause().getMessage(),
          refused.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while replaying", interrupted);
    }
    batch.forEach(letter -> report.accept(new Outcome(letter, Fate.REPLAYED)));
    batch.clear();
  }
}
