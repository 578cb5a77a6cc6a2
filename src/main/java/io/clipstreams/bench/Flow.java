package io.clipstreams.bench;

import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.client.Progress;
import io.clipstreams.config.TopicNames;
import io.clipstreams.serde.AvroSerdes;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Sends loads through a trial and takes the times. */
final class Flow implements AutoCloseable {
  /** Reading every embedding would take cores from what is measured. */
  private static final int SAMPLED = 100;

  private final Trial trial;
  private final Progress.Display display;
  private final Feeder feeder;
  private final AvroSerdes serdes;
  private final Deserializer<Object> deserializer;

  Flow(Trial trial, Progress.Display display) {
    this.trial = trial;
    this.display = display;
    this.feeder = new Feeder(trial.config());
    this.serdes = new AvroSerdes(trial.config());
    this.deserializer = serdes.deserializer();
  }

  /**
   * Sends as fast as the broker takes it, or at a rate, while results are read.
   *
   * @param perSecond the rate, if there is one
   */
  Timing through(String task, Load load, OptionalDouble perSecond) {
    return through(
        task, load, perSecond, load.kind().output(names()), load.prefix(), this::isResult);
  }

  /** The same with what another topic says of the records, under keys with the load's prefix. */
  Timing through(String task, Load load, OptionalDouble perSecond, String topic, String prefix) {
    return through(task, load, perSecond, topic, prefix, record -> record.value() != null);
  }

  private Timing through(
      String task,
      Load load,
      OptionalDouble perSecond,
      String topic,
      String prefix,
      Predicate<ConsumerRecord<byte[], byte[]>> counts) {
    try (Progress progress = display.start(task, load.count());
        Arrivals arrivals = new Arrivals(trial.config(), topic, prefix, load.count())) {
      CompletableFuture<long[]> sending = inBackground(() -> send(load, perSecond));
      long[] arrived =
          arrivals.await(
              counts, progress, () -> trial.healthy() && !sending.isCompletedExceptionally());
      return new Timing(sending.join(), arrived);
    } catch (CompletionException failure) {
      throw new BenchException("cannot send: " + failure.getCause().getMessage(), failure);
    }
  }

  /** Sends all of it before the application starts, so that sending shares no cores. */
  Timing drain(String task, Load load) {
    trial.stop();
    String topic = load.kind().output(names());
    try (Progress progress = display.start(task, load.count());
        Arrivals arrivals = new Arrivals(trial.config(), topic, load.prefix(), load.count())) {
      long[] sent = send(load, OptionalDouble.empty());
      trial.start();
      return new Timing(sent, arrivals.await(this::isResult, progress, trial::healthy));
    }
  }

  /**
   * Sends the captions' images, then the captions, and waits until each is judged: from then on a
   * caption of these images is judged as it comes.
   *
   * @param firstOfEach one caption an image
   */
  void introduce(String task, Load.Captions firstOfEach) {
    through(task, firstOfEach.images(), OptionalDouble.empty());
    through(
        task,
        firstOfEach,
        OptionalDouble.empty(),
        names().enrichedCaptions(),
        firstOfEach.prefix(),
        this::isScored);
  }

  /** Captions whose images are not there yet: until all of them wait. */
  void ahead(String task, Load.Captions captions) {
    through(
        task,
        captions,
        OptionalDouble.empty(),
        names().enrichedCaptions(),
        captions.prefix(),
        record -> record.value() != null);
  }

  private TopicNames names() {
    return trial.config().topics().names();
  }

  private long[] send(Load load, OptionalDouble perSecond) {
    long[] sent = new long[load.count()];
    Pace pace = new Pace(perSecond);
    for (int number = 0; number < sent.length; number++) {
      pace.await(number);
      sent[number] = System.nanoTime();
      load.send(number, feeder);
    }
    feeder.flush();
    return sent;
  }

  private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
              }
            },
            "bench-sender");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  /** Whether it says all that there is to say; a caption that waits for its image does not. */
  private boolean isResult(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return false;
    }
    boolean caption = record.topic().equals(names().enrichedCaptions());
    if (caption && record.offset() % SAMPLED == 0 && !isScored(record)) {
      throw new BenchException("a caption of an image that is there was not judged at once");
    }
    return true;
  }

  private boolean isScored(ConsumerRecord<byte[], byte[]> record) {
    return record.value() != null
        && deserializer.deserialize(record.topic(), record.value()) instanceof EnrichedCaption read
        && read.getStatus() == CaptionStatus.SCORED;
  }

  @Override
  public void close() {
    deserializer.close();
    serdes.close();
    feeder.close();
  }
}
