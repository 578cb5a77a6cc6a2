package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clipstreams.CaptionEvent;
import io.clipstreams.ImageEvent;
import io.clipstreams.client.DeadLetterFilter;
import io.clipstreams.client.DeadLetterReplay;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TailedRecord;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicTail;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.RegistryServer;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The application against a broker with TLS, passwords and the documented permissions only. */
class SecuredKafkaIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<Logger> LOGGERS =
      Stream.of("org.apache.kafka", "io.clipstreams", "io.apicurio")
          .map(name -> (Logger) LoggerFactory.getLogger(name))
          .toList();

  @TempDir private Path directory;

  @Test
  void runsWithTheDocumentedPermissionsAndShowsNoSecret() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    LOGGERS.forEach(logger -> listen(logger, log));
    try (SecuredKafka kafka = SecuredKafka.start(directory);
        RegistryServer registry = RegistryServer.start()) {
      ClipConfig application = config(kafka, registry, SecuredKafka.APPLICATION);
      ClipConfig client = config(kafka, registry, SecuredKafka.CLIENT);
      prepare(config(kafka, registry, SecuredKafka.ADMIN));
      refusesAnotherPassword(application);
      flowsThrough(application, client);
      replays(kafka, registry);
      // A second start finds internal topics and state.
      try (Application again = Application.start(application, model())) {
        Awaitility.await().atMost(LIMIT).until(again::ready);
      }
      clientMayNotWriteOutputs(client);
    } finally {
      LOGGERS.forEach(logger -> leave(logger, log));
    }
    List<String> lines = List.copyOf(log.list).stream().map(SecuredKafkaIT::text).toList();
    assertThat(lines).anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"));
    assertThat(lines).noneMatch(line -> line.contains(SecuredKafka.PASSWORD_MARK));
  }

  private void flowsThrough(ClipConfig application, ClipConfig client) throws Exception {
    try (Application running = Application.start(application, model())) {
      Awaitility.await().atMost(LIMIT).until(running::ready);
      produce(client);
      assertThat(tail(client, client.topics().names().enrichedImages())).containsExactly("image");
      assertThat(tail(client, client.topics().names().enrichedCaptions()))
          .containsExactly("caption");
      assertThat(tail(client, client.topics().names().mismatchAlerts())).containsExactly("caption");
      assertThat(tail(client, client.topics().names().deadLetters())).containsExactly("broken");
    }
  }

  private static void prepare(ClipConfig admin) throws Exception {
    DocumentedPermissions permissions = DocumentedPermissions.read();
    List<AclBinding> bindings =
        new ArrayList<>(permissions.of("run", "User:" + SecuredKafka.APPLICATION));
    assertThat(bindings)
        .as("least privilege")
        .noneMatch(binding -> binding.entry().operation() == AclOperation.ALL)
        .noneMatch(binding -> binding.entry().operation() == AclOperation.ALTER)
        .noneMatch(binding -> binding.pattern().resourceType() == ResourceType.CLUSTER)
        .hasSizeGreaterThan(10);
    bindings.addAll(permissions.of("produce", "User:" + SecuredKafka.CLIENT));
    bindings.addAll(permissions.of("tail", "User:" + SecuredKafka.CLIENT));
    bindings.addAll(permissions.of("dead-letters replay", "User:" + SecuredKafka.OPERATOR));
    try (Admin connected = new KafkaClients(admin).connect()) {
      connected.createAcls(bindings).all().get();
      new Topics(connected)
          .createAll(admin.topics().names(), TopicSettings.of(admin).withPartitions(2));
    }
  }

  private static void produce(ClipConfig client) throws Exception {
    String images = client.topics().names().images();
    String captions = client.topics().names().captions();
    ByteBuffer content = ByteBuffer.wrap("a picture".getBytes(StandardCharsets.UTF_8));
    try (AvroSerdes serdes = new AvroSerdes(client);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(client).producer(1 << 20)) {
      byte[] image = serializer.serialize(images, new ImageEvent(content, null, null, Map.of()));
      byte[] caption =
          serializer.serialize(captions, new CaptionEvent("image", "a caption", Map.of()));
      producer.send(new ProducerRecord<>(images, "image", image)).get();
      producer.send(new ProducerRecord<>(captions, "caption", caption)).get();
      producer.send(new ProducerRecord<>(captions, "broken", new byte[] {1, 2, 3})).get();
    }
  }

  private static List<String> tail(ClipConfig client, String topic) {
    List<String> keys = new ArrayList<>();
    try (TopicTail tail = new TopicTail(new KafkaClients(client), topic, true)) {
      tail.follow(
          OptionalLong.of(1),
          Optional.of(LIMIT),
          (TailedRecord record) -> keys.add(record.key().orElseThrow()));
    }
    return keys;
  }

  private void replays(SecuredKafka kafka, RegistryServer registry) {
    ClipConfig operator = config(kafka, registry, SecuredKafka.OPERATOR);
    KafkaClients clients = new KafkaClients(operator);
    List<DeadLetterReplay.Fate> fates = new ArrayList<>();
    try (Admin admin = clients.connect()) {
      new DeadLetterReplay(
              clients, operator.topics().names().deadLetters(), operator.applicationId(), 1 << 20)
          .replay(
              admin,
              (short) 1,
              new DeadLetterFilter(
                  Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
              false,
              outcome -> fates.add(outcome.fate()));
    }
    assertThat(fates).containsExactly(DeadLetterReplay.Fate.REPLAYED);
  }

  private static void refusesAnotherPassword(ClipConfig application) {
    String login = application.kafkaProperty("sasl.jaas.config").orElseThrow();
    ClipConfig wrong =
        application.with(
            Map.of(
                "sasl.jaas.config",
                login.replace(SecuredKafka.PASSWORD_MARK, "x" + SecuredKafka.PASSWORD_MARK)));
    assertThatExceptionOfType(KafkaException.class)
        .isThrownBy(() -> Application.start(wrong, model()))
        .withMessageContaining("Authentication failed")
        .withMessageNotContaining(SecuredKafka.PASSWORD_MARK);
  }

  private static void clientMayNotWriteOutputs(ClipConfig client) {
    try (Producer<String, byte[]> producer = new KafkaClients(client).producer(1 << 20)) {
      String topic = client.topics().names().enrichedImages();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> producer.send(new ProducerRecord<>(topic, "forged", new byte[0])).get())
          .withCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  private ClipConfig config(SecuredKafka kafka, RegistryServer registry, String user) {
    Map<String, String> settings = new HashMap<>(kafka.clientSettings(user));
    settings.put("apicurio.registry.url", registry.url());
    settings.put("state.dir", directory.resolve("state").toString());
    // Every caption becomes an alert.
    settings.put("clip.mismatch.threshold", "1");
    return ClipConfig.of(settings);
  }

  private static EmbeddingModel model() {
    return new EmbeddingModel(
        new ModelIdentity("fake", "revision-1", 10), new FakeEncoder(), OptionalDouble.empty());
  }

  /** All that there is to be said, and not to the console. */
  private static void listen(Logger logger, ListAppender<ILoggingEvent> log) {
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  private static void leave(Logger logger, ListAppender<ILoggingEvent> log) {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  private static String text(ILoggingEvent event) {
    return event.getFormattedMessage()
        + (event.getThrowableProxy() == null ? "" : " " + event.getThrowableProxy().getMessage());
  }
}
