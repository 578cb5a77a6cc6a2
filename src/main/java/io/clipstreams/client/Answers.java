package io.clipstreams.client;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for a broker's answer; Kafka's clients bound that time themselves. */
public final class Answers {
  private Answers() {}

  /**
   * Waits for an answer.
   *
   * @throws KafkaException what the broker or the client answered instead
   */
  public static <T> T await(Future<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException kafka) {
        throw kafka;
      }
      throw new KafkaException(e.getCause());
    }
  }
}
