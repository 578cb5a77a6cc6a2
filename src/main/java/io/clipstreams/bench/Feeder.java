package io.clipstreams.bench;

import io.clipstreams.client.EventProducer;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.ProduceReport;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.serde.AvroSerdes;
import org.apache.kafka.clients.admin.Admin;

/** Sends records to the inputs. For use by one thread at a time. */
final class Feeder implements AutoCloseable {
  private final AvroSerdes serdes;
  private final EventProducer producer;
  private final ProduceReport report = new ProduceReport();

  Feeder(ClipConfig config) {
    serdes = new AvroSerdes(config);
    try (Admin admin = new KafkaClients(config).connect()) {
      producer = new EventProducer(config, serdes, admin);
    } catch (RuntimeException failure) {
      serdes.close();
      throw failure;
    }
  }

  void image(String id, byte[] content) {
    producer.image(id, content, report);
  }

  void caption(String id, String imageId, String text) {
    producer.caption(id, imageId, text, report);
  }

  /** Waits until the broker has all of them. */
  void flush() {
    producer.flush();
    if (!report.refused().isEmpty()) {
      throw new BenchException("the broker refused " + report.refused().get(0));
    }
  }

  @Override
  public void close() {
    producer.close();
    serdes.close();
  }
}
