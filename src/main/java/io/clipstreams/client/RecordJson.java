package io.clipstreams.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;

/** A record of an output as one JSON object: where it lies, its key, its headers and its value. */
public final class RecordJson {
  private RecordJson() {}

  /**
   * A record of Avro.
   *
   * @param tailed the record
   * @param value what its value holds; empty for a deletion, which becomes null
   */
  public static ObjectNode of(TailedRecord tailed, Optional<IndexedRecord> value) {
    ObjectNode node = envelope(tailed);
    value.ifPresentOrElse(
        event -> node.set("value", AvroJson.of(event)), () -> node.putNull("value"));
    return node;
  }

  /** A record whose value is bytes: base64. */
  public static ObjectNode ofBytes(TailedRecord tailed) {
    ObjectNode node = envelope(tailed);
    if (tailed.raw().value() == null) {
      return node.putNull("value");
    }
    return node.put("value", AvroJson.base64(tailed.raw().value()));
  }

  private static ObjectNode envelope(TailedRecord tailed) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("topic", tailed.raw().topic());
    node.put("partition", tailed.raw().partition());
    node.put("offset", tailed.raw().offset());
    node.put("timestamp", tailed.timestamp().toString());
    putKey(tailed, node);
    Map<String, String> headers = tailed.headers();
    if (!headers.isEmpty()) {
      ObjectNode object = node.putObject("headers");
      headers.forEach(object::put);
    }
    return node;
  }

  /** A dead letter's key is any bytes. */
  private static void putKey(TailedRecord tailed, ObjectNode node) {
    tailed.key().ifPresentOrElse(key -> node.put("key", key), () -> node.putNull("key"));
    if (tailed.key().isEmpty() && tailed.raw().key() != null) {
      node.put("keyBase64", AvroJson.base64(tailed.raw().key()));
    }
  }
}
