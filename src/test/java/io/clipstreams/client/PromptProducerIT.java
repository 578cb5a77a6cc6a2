package io.clipstreams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.EmbeddedKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A record that somebody waits for, and brokers that do not answer. */
class PromptProducerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Its own timers tick now and then, and the machine has other work. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final String TOPIC = "topic";
  private static final ProducerRecord<String, byte[]> RECORD =
      new ProducerRecord<>(TOPIC, "key", new byte[1]);

  @Test
  void aBrokerThatHasGoneIsNotWaitedForLong() throws Exception {
    try (Producer<String, byte[]> producer = producerWhoseBrokerHasGone()) {
      assertGivenUpInTime(() -> producer.send(RECORD).get(30, TimeUnit.SECONDS));
    }
  }

  private static Producer<String, byte[]> producerWhoseBrokerHasGone() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      Producer<String, byte[]> producer = producer(kafka.bootstrapServers());
      producer.send(RECORD).get(30, TimeUnit.SECONDS);
      return producer;
    }
  }

  @Test
  void onesThatNeverAnsweredAreNotWaitedForLong() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Producer<String, byte[]> producer = producer("127.0.0.1:" + silent.getLocalPort())) {
      assertGivenUpInTime(() -> producer.partitionsFor(TOPIC));
      assertGivenUpInTime(() -> producer.send(RECORD).get(30, TimeUnit.SECONDS));
    }
  }

  private static Producer<String, byte[]> producer(String brokers) {
    // What Streams needs must not undo it.
    ClipConfig config =
        ClipConfig.of(
            Map.of(
                "bootstrap.servers", brokers,
                "request.timeout.ms", "60000",
                "producer.linger.ms", "100",
                "producer.max.block.ms", "60000"));
    return new KafkaClients(config).promptProducer(1 << 20, PATIENCE);
  }

  private static void assertGivenUpInTime(Callable<?> request) {
    long start = System.nanoTime();
    assertThatThrownBy(request::call)
        .satisfiesAnyOf(
            failure -> assertThat(failure).isInstanceOf(TimeoutException.class),
            failure -> assertThat(failure).hasCauseInstanceOf(TimeoutException.class));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.plus(SLACK));
  }
}
