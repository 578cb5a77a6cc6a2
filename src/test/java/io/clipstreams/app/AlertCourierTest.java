package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.clipstreams.AlertReason;
import io.clipstreams.AlertState;
import io.clipstreams.MismatchAlert;
import io.clipstreams.serde.EventReader;
import io.clipstreams.serde.RegistryPatience;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AlertCourierTest {
  private static final String TOPIC = "clip.mismatch-alerts";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  /** One that is refused, one that nobody can read, a forgotten one, one that is taken. */
  @Test
  void whatIsGivenUpHoldsNothingUp() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.contains("refused") ? 400 : 204, -1);
          }
        });
    server.start();
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    try (AlertCourier courier = courier(consumer, server.getAddress().getPort())) {
      consumer.schedulePollTask(
          () -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            add(consumer, 0, "refused".getBytes(StandardCharsets.UTF_8));
            add(consumer, 1, "unreadable".getBytes(StandardCharsets.UTF_8));
            add(consumer, 2, null);
            add(consumer, 3, "taken".getBytes(StandardCharsets.UTF_8));
          });
      courier.start();
      Awaitility.await().until(() -> courier.delivered() == 1);
      assertThat(courier.givenUp()).isEqualTo(2);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).offset())
                      .isEqualTo(4));
    } finally {
      server.stop(0);
    }
  }

  private static AlertCourier courier(MockConsumer<byte[], byte[]> consumer, int port) {
    return new AlertCourier(
        TOPIC,
        () -> consumer,
        new EventReader<>(
            MismatchAlert.class,
            reader(),
            new RegistryPatience(failure -> false, Duration.ofMillis(1))),
        new Webhook(
            URI.create("http://127.0.0.1:" + port + "/"),
            Optional.empty(),
            Duration.ofSeconds(5),
            2,
            Duration.ofMillis(1)));
  }

  private static Deserializer<Object> reader() {
    return (topic, bytes) -> {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.equals("unreadable")) {
        throw new SerializationException("no Avro");
      }
      return MismatchAlert.newBuilder()
          .setCaptionId("c1")
          .setImageId("i1")
          .setText(text)
          .setState(AlertState.RAISED)
          .setReason(AlertReason.MISMATCH)
          .setImageLabels(List.of())
          .setModelRevision("revision-1")
          .setRaisedAt(Instant.EPOCH)
          .build();
    };
  }

  private static void add(MockConsumer<byte[], byte[]> consumer, long offset, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(TOPIC, 0, offset, "c1".getBytes(StandardCharsets.UTF_8), value));
  }
}
