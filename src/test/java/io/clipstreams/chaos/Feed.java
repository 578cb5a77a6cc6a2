package io.clipstreams.chaos;

import io.clipstreams.CaptionEvent;
import io.clipstreams.ImageEvent;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.Oracle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * A seeded stream of images, captions, replacements, deletions, repetitions and poison. What it
 * sends, it tells the oracle; of what must fail it knows the code. Used by one thread at a time.
 */
final class Feed implements AutoCloseable {
  static final int IMAGES = 150;
  static final int CAPTIONS = 300;
  private static final int PICTURES = 40;
  private static final int TEXTS = 40;

  private final TopicNames topics;
  private final Oracle oracle = new Oracle();
  private final Random random;
  private final AvroSerdes serdes;
  private final Serializer<Object> serializer;
  private final Producer<String, byte[]> producer;
  private final Map<String, byte[]> lastImages = new HashMap<>();
  private final List<Poison> poison = new ArrayList<>();
  private final List<Future<RecordMetadata>> answers = new ArrayList<>();
  private int probes;
  private int sent;

  Feed(ClipConfig config, long seed) {
    topics = config.topics().names();
    random = new Random(seed);
    serdes = new AvroSerdes(config);
    serializer = serdes.serializer();
    producer = new KafkaClients(config).producer(1 << 20);
  }

  private record Poison(Future<RecordMetadata> place, FailureCode code) {}

  Oracle oracle() {
    return oracle;
  }

  int sent() {
    return sent;
  }

  void send(int records) {
    for (int i = 0; i < records; i++) {
      next();
    }
  }

  private void next() {
    int dice = random.nextInt(100);
    if (dice < 32) {
      image(anyImage(), "picture " + random.nextInt(PICTURES));
    } else if (dice < 37) {
      repeatAnImage();
    } else if (dice < 42) {
      deleteImage(anyImage());
    } else if (dice < 80) {
      caption(anyCaption(), anyImage(), "text " + random.nextInt(TEXTS));
    } else if (dice < 86) {
      deleteCaption(anyCaption());
    } else {
      poison(dice - 86);
    }
  }

  private String anyImage() {
    return "image-" + random.nextInt(IMAGES);
  }

  private String anyCaption() {
    return "caption-" + random.nextInt(CAPTIONS);
  }

  void image(String id, String content) {
    byte[] value = avro(topics.images(), new ImageEvent(utf8(content), null, null, Map.of()));
    oracle.image(id, content);
    lastImages.put(id, value);
    send(topics.images(), id, value, Optional.empty());
  }

  /** Images that are sent by no other way, one to each partition; gives their ids. */
  List<String> oneImageForEachPartition(int partitions) {
    Map<Integer, String> ids = new TreeMap<>();
    for (int i = 0; ids.size() < partitions; i++) {
      String id = "probe-" + probes + "-" + i;
      ids.putIfAbsent(
          Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8))) % partitions, id);
    }
    probes++;
    ids.values().forEach(id -> image(id, "picture " + id));
    return List.copyOf(ids.values());
  }

  /** The same bytes once more, unless they were bad. */
  private void repeatAnImage() {
    List<String> ids = lastImages.keySet().stream().sorted().toList();
    if (!ids.isEmpty()) {
      String id = ids.get(random.nextInt(ids.size()));
      send(topics.images(), id, lastImages.get(id), Optional.empty());
    }
  }

  private void deleteImage(String id) {
    oracle.deleteImage(id);
    lastImages.remove(id);
    send(topics.images(), id, null, Optional.empty());
  }

  void caption(String id, String image, String text) {
    oracle.caption(id, image, text, false);
    send(topics.captions(), id, caption(image, text), Optional.empty());
  }

  private byte[] caption(String image, String text) {
    return avro(topics.captions(), new CaptionEvent(image, text, Map.of()));
  }

  private void deleteCaption(String id) {
    oracle.deleteCaption(id);
    send(topics.captions(), id, null, Optional.empty());
  }

  private void poison(int kind) {
    byte[] notAvro = {1, 2, 3};
    switch (kind) {
      case 0, 1 -> badImage("bad picture", FailureCode.DECODE_FAILED);
      case 2 -> badImage("", FailureCode.EMPTY_IMAGE);
      case 3, 4 -> badCaption("bad text", FailureCode.INFERENCE_FAILED);
      case 5 -> badCaption(" \n", FailureCode.EMPTY_TEXT);
      case 6 -> unread(topics.images(), anyImage(), notAvro, FailureCode.DESERIALIZATION_FAILED);
      case 7 ->
          unread(topics.captions(), anyCaption(), notAvro, FailureCode.DESERIALIZATION_FAILED);
      // A compacted topic does not even take a record without a key.
      case 8 -> unread(topics.images(), "", notAvro, FailureCode.INVALID_EVENT);
      case 9 -> {
        byte[] picture =
            avro(topics.images(), new ImageEvent(utf8("picture"), null, null, Map.of()));
        unread(topics.captions(), anyCaption(), picture, FailureCode.DESERIALIZATION_FAILED);
      }
      case 10 -> neitherContentNorUri(anyImage());
      default -> badCaption("bad text " + kind, FailureCode.INFERENCE_FAILED);
    }
  }

  private void badImage(String content, FailureCode code) {
    String id = anyImage();
    oracle.image(id, "bad " + content);
    lastImages.remove(id);
    byte[] value = avro(topics.images(), new ImageEvent(utf8(content), null, null, Map.of()));
    send(topics.images(), id, value, Optional.of(code));
  }

  private void neitherContentNorUri(String id) {
    oracle.image(id, "bad event");
    lastImages.remove(id);
    byte[] value = avro(topics.images(), new ImageEvent(null, null, null, Map.of()));
    send(topics.images(), id, value, Optional.of(FailureCode.INVALID_EVENT));
  }

  private void badCaption(String text, FailureCode code) {
    String id = anyCaption();
    String image = anyImage();
    oracle.caption(id, image, "bad " + text, false);
    send(topics.captions(), id, caption(image, text), Optional.of(code));
  }

  /** What cannot be read counts as never sent. */
  private void unread(String topic, String key, byte[] value, FailureCode code) {
    send(topic, key, value, Optional.of(code));
  }

  private void send(String topic, String key, byte[] value, Optional<FailureCode> failure) {
    long now = System.currentTimeMillis();
    Future<RecordMetadata> answer =
        producer.send(new ProducerRecord<>(topic, null, now, key, value));
    answers.add(answer);
    failure.ifPresent(code -> poison.add(new Poison(answer, code)));
    sent++;
  }

  /** Of each record that must fail, where it lies and why it fails. */
  Map<Place, FailureCode> failures() throws Exception {
    for (Future<RecordMetadata> answer : answers) {
      answer.get();
    }
    Map<Place, FailureCode> failures = new HashMap<>();
    for (Poison each : poison) {
      RecordMetadata place = each.place().get();
      failures.put(
          new Place(new TopicPartition(place.topic(), place.partition()), place.offset()),
          each.code());
    }
    return failures;
  }

  /** Where a record lies. */
  record Place(TopicPartition partition, long offset) {}

  private byte[] avro(String topic, Object event) {
    return serializer.serialize(topic, event);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    producer.close();
    serializer.close();
    serdes.close();
  }
}
