package io.clipstreams.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.Embedding;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AvroJsonTest {
  @Test
  void aWholeRecord() {
    EnrichedImage image =
        EnrichedImage.newBuilder()
            .setImageId("i")
            .setEmbedding(new Embedding(List.of(0.1f, Float.NaN), "m", "r", true))
            .setContentSha256("00")
            .setMediaType("image/png")
            .setWidth(2)
            .setHeight(3)
            .setLabels(Map.of("default", List.of(new LabelScore("dog", 0.25f, 1f))))
            .setThumbnail(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .setAttributes(Map.of("b", "2", "a", "1"))
            .setEventTime(Instant.parse("2026-01-02T03:04:05.006Z"))
            .build();

    assertThat(AvroJson.of(image))
        .hasToString(
            "{\"imageId\":\"i\",\"embedding\":{\"vector\":[0.1,null],\"model\":\"m\","
                + "\"modelRevision\":\"r\",\"normalized\":true},\"contentSha256\":\"00\","
                + "\"mediaType\":\"image/png\",\"width\":2,\"height\":3,\"labels\":{\"default\":"
                + "[{\"label\":\"dog\",\"similarity\":0.25,\"probability\":1.0}]},"
                + "\"thumbnail\":\"AQID\",\"attributes\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"eventTime\":\"2026-01-02T03:04:05.006Z\"}");
    assertThat(image.getThumbnail().remaining()).as("still to be read by others").isEqualTo(3);
  }

  @Test
  void aDeadLettersKeyAndValueMayBeAnyBytes() {
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>("t", 1, 2, new byte[] {(byte) 0xff}, new byte[] {(byte) 0xfe, 0});
    raw.headers().add("clip.errors.code", "DECODE_FAILED".getBytes(StandardCharsets.UTF_8));
    raw.headers().add("binary", new byte[] {(byte) 0xff});

    assertThat(RecordJson.ofBytes(new TailedRecord(raw)).toString())
        .contains("\"key\":null,\"keyBase64\":\"/w==\"")
        .contains("\"value\":\"/gA=\"")
        .contains("\"headers\":{\"clip.errors.code\":\"DECODE_FAILED\"}");
  }
}
