package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.web.ProblemException;
import io.javalin.http.HttpStatus;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;

class StreamLabelSetsTest {
  private static final LabelSetDefinition SET = LabelSetDefinition.of(List.of("saw", "axe"));

  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

  private StreamLabelSets sets(Serializer<Object> serializer) {
    return new StreamLabelSets("clip.label-sets", Map::of, serializer, producer, PATIENCE);
  }

  private static byte[] text(String topic, Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aChangeIsARecordOfTheInput() {
    try (StreamLabelSets sets = sets(StreamLabelSetsTest::text)) {
      sets.put("tools", SET);
      sets.delete("tools");
      assertThat(producer.history()).hasSize(2).allMatch(sent -> sent.key().equals("tools"));
      assertThat(new String(producer.history().get(0).value(), StandardCharsets.UTF_8))
          .contains("saw", "axe");
      assertThat(producer.history().get(1).value()).isNull();
    }
  }

  @Test
  void aRegistryThatIsAwayIsNotWaitedFor() {
    Serializer<Object> away =
        (topic, value) -> {
          throw new IllegalStateException(new ConnectException("refused"));
        };
    try (StreamLabelSets sets = sets(away)) {
      refused(() -> sets.put("tools", SET), HttpStatus.SERVICE_UNAVAILABLE);
      assertThat(producer.history()).isEmpty();
    }
  }

  @Test
  void aBrokerThatRefusesIsSaidToBeAway() {
    try (StreamLabelSets sets = sets(StreamLabelSetsTest::text)) {
      producer.sendException = new AuthorizationException("no");
      refused(() -> sets.delete("tools"), HttpStatus.SERVICE_UNAVAILABLE);
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNotWaitedForLong() {
    MockProducer<String, byte[]> silent =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    try (StreamLabelSets sets =
        new StreamLabelSets(
            "clip.label-sets", Map::of, StreamLabelSetsTest::text, silent, PATIENCE)) {
      assertThatThrownBy(() -> sets.put("tools", SET))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refused -> {
                assertThat(refused.problem().status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
                assertThat(refused.problem().detail())
                    .contains("clip.label-sets", "50 ms", "clip.http.kafka.timeout", "try again");
              });
    }
  }

  @Test
  void aStoreThatStartsIsAskedAgainLater() {
    try (StreamLabelSets sets =
        new StreamLabelSets(
            "clip.label-sets",
            () -> {
              throw new InvalidStateStoreException("starting");
            },
            StreamLabelSetsTest::text,
            producer,
            PATIENCE)) {
      refused(sets::all, HttpStatus.SERVICE_UNAVAILABLE);
    }
  }

  private static void refused(Runnable request, HttpStatus status) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(status));
  }
}
