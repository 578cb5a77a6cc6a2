package io.clipstreams.app;

import io.clipstreams.CaptionEvent;
import io.clipstreams.ImageEvent;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Sends images and captions to the partitions that the test chooses. Times of records are counted,
 * not taken from the clock, so that two feeds of the same records are the same.
 */
final class EventFeed implements AutoCloseable {
  private static final long FIRST_TIME = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private final TopicNames names;
  private final AvroSerdes serdes;
  private final Serializer<Object> serializer;
  private final Producer<String, byte[]> producer;
  private final List<Future<RecordMetadata>> pending = new ArrayList<>();
  private long sent;

  EventFeed(ClipConfig config) {
    names = config.topics().names();
    serdes = new AvroSerdes(config);
    serializer = serdes.serializer();
    producer = new KafkaClients(config).producer(1 << 20);
  }

  EventFeed image(int partition, String id, String content) {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    return send(names.images(), partition, id, new ImageEvent(bytes, null, null, Map.of()));
  }

  EventFeed caption(int partition, String id, String imageId, String text) {
    return send(names.captions(), partition, id, new CaptionEvent(imageId, text, Map.of()));
  }

  EventFeed noCaption(int partition, String id) {
    return send(names.captions(), partition, id, null);
  }

  private EventFeed send(String topic, int partition, String key, Object event) {
    byte[] value = event == null ? null : serializer.serialize(topic, event);
    long time = FIRST_TIME + sent++;
    pending.add(producer.send(new ProducerRecord<>(topic, partition, time, key, value)));
    return this;
  }

  /** Waits until the broker has all of them. */
  void flush() throws Exception {
    for (Future<RecordMetadata> each : pending) {
      each.get();
    }
    pending.clear();
  }

  @Override
  public void close() {
    producer.close();
    serializer.close();
    serdes.close();
  }
}
