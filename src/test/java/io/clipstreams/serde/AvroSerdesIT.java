package io.clipstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.clipstreams.CaptionEvent;
import io.clipstreams.CaptionStatus;
import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.ImageEvent;
import io.clipstreams.Match;
import io.clipstreams.Verdict;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.RegistryServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CaptionEvent CAPTION =
      CaptionEvent.newBuilder()
          .setImageId("image-1")
          .setText("a dog — naïve 犬")
          .setAttributes(Map.of("lang", "en"))
          .build();

  private static RegistryServer server;
  private static RegistryApi registry;
  private static AvroSerdes serdes;

  @BeforeAll
  static void start() {
    server = RegistryServer.start();
    registry = new RegistryApi(server.url());
    serdes = serdes(server.url());
  }

  @AfterAll
  static void stop() {
    serdes.close();
    server.close();
  }

  private static AvroSerdes serdes(String url) {
    return new AvroSerdes(ClipConfig.of(Map.of("apicurio.registry.url", url)));
  }

  @Test
  void whatIsWrittenIsReadInConfluentsWireFormat() {
    try (Serializer<Object> serializer = serdes.serializer();
        Deserializer<Object> deserializer = serdes.deserializer()) {
      byte[] bytes = serializer.serialize("captions", CAPTION);

      assertThat(bytes[0]).isZero();
      assertThat(deserializer.deserialize("captions", bytes)).isEqualTo(CAPTION);
      assertThat(deserializer.deserialize("captions", null)).isNull();
      assertThat(serializer.serialize("captions", null)).isNull();
    }
  }

  @Test
  void idsAgreeWithConfluentsApi() throws IOException {
    try (Serializer<Object> serializer = serdes.serializer()) {
      byte[] bytes = serializer.serialize("ids", CAPTION);
      int id = ByteBuffer.wrap(bytes, 1, 4).getInt();

      JsonNode subject =
          JSON.readTree(registry.get("/apis/ccompat/v7/subjects/ids-value/versions/latest"));
      JsonNode byId = JSON.readTree(registry.get("/apis/ccompat/v7/schemas/ids/" + id));

      assertThat(subject.get("id").asInt()).isEqualTo(id);
      assertThat(new Schema.Parser().parse(byId.get("schema").asText()))
          .isEqualTo(CaptionEvent.getClassSchema());
    }
  }

  @Test
  void aSchemaWithNestedRecordsIsSelfContainedAndItsOnlySubject() throws IOException {
    EnrichedCaption record =
        EnrichedCaption.newBuilder()
            .setCaptionId("c")
            .setImageId("i")
            .setText("t")
            .setEmbedding(new Embedding(List.of(1f, 0f), "m", "r", true))
            .setTokens(3)
            .setTruncated(false)
            .setStatus(CaptionStatus.SCORED)
            .setMatch(new Match(0.5f, null, null, 0.5f, 0.1f, "similarity", Verdict.MATCH))
            .setEventTime(Instant.ofEpochMilli(1))
            .build();
    try (Serializer<Object> serializer = serdes.serializer();
        Deserializer<Object> deserializer = serdes.deserializer()) {
      byte[] bytes = serializer.serialize("nested", record);
      assertThat(deserializer.deserialize("nested", bytes)).isEqualTo(record);
    }

    JsonNode version =
        JSON.readTree(registry.get("/apis/ccompat/v7/subjects/nested-value/versions/latest"));
    assertThat(version.path("references")).isEmpty();
    // A fresh parser knows no other name, so that parsing proves that nothing is missing.
    assertThat(new Schema.Parser().parse(version.get("schema").asText()))
        .isEqualTo(EnrichedCaption.getClassSchema());
    assertThat(registry.get("/apis/ccompat/v7/subjects")).doesNotContain("Embedding");
  }

  @Test
  void shorterSchemasOfForeignClientsAreReadWithDefaults() throws IOException {
    Object caption =
        readForeign(
            "foreign-captions",
            """
            {"type": "record", "name": "CaptionEvent", "namespace": "io.clipstreams", "fields": [
             {"name": "imageId", "type": "string"}, {"name": "text", "type": "string"}]}""",
            Map.of("imageId", "i", "text", "words"));
    Object image =
        readForeign(
            "foreign-images",
            """
            {"type": "record", "name": "ImageEvent", "namespace": "io.clipstreams", "fields": [
             {"name": "content", "type": "bytes"}]}""",
            Map.of("content", ByteBuffer.wrap(new byte[] {1, 2})));

    assertThat(caption).isEqualTo(new CaptionEvent("i", "words", Map.of()));
    assertThat(image)
        .isEqualTo(new ImageEvent(ByteBuffer.wrap(new byte[] {1, 2}), null, null, Map.of()));
  }

  private static Object readForeign(String topic, String text, Map<String, Object> fields)
      throws IOException {
    Schema schema = new Schema.Parser().parse(text);
    GenericRecord record = new GenericData.Record(schema);
    fields.forEach(record::put);
    byte[] bytes = framed(register(topic, text), encode(schema, record));
    try (Deserializer<Object> deserializer = serdes.deserializer()) {
      return deserializer.deserialize(topic, bytes);
    }
  }

  private static int register(String topic, String schema) throws IOException {
    String answer =
        registry.post(
            "/apis/ccompat/v7/subjects/" + topic + "-value/versions",
            JSON.writeValueAsString(Map.of("schema", schema)));
    return JSON.readTree(answer).get("id").asInt();
  }

  private static byte[] encode(Schema schema, GenericRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static byte[] framed(int id, byte[] payload) {
    return ByteBuffer.allocate(5 + payload.length).put((byte) 0).putInt(id).put(payload).array();
  }

  @Test
  void headersNeitherSwitchTheEncodingNorAreAdded() {
    try (Serializer<Object> serializer = serdes.serializer();
        Deserializer<Object> deserializer = serdes.deserializer()) {
      RecordHeaders headers = new RecordHeaders();
      byte[] bytes = serializer.serialize("headers", headers, CAPTION);
      assertThat(headers).isEmpty();

      headers.add("apicurio.value.encoding", "JSON".getBytes(StandardCharsets.UTF_8));
      assertThat(deserializer.deserialize("headers", headers, bytes)).isEqualTo(CAPTION);
    }
  }

  @Test
  void garbageIsTheRecordsFault() throws IOException {
    int id = register("garbage", CaptionEvent.getClassSchema().toString());
    // A string that says of itself to have two billion bytes must not be believed.
    byte[] boastful = framed(id, new byte[] {-2, -1, -1, -1, 15, 65});
    List<byte[]> values =
        List.of(
            new byte[0],
            new byte[] {0},
            new byte[] {0, 0, 0},
            framed(id, new byte[0]),
            framed(id, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}),
            boastful,
            "no avro at all".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16});
    try (Deserializer<Object> deserializer = serdes.deserializer()) {
      assertThat(values)
          .allSatisfy(
              value -> assertThat(failure(deserializer, value)).isEqualTo(SerdeFailure.BAD_RECORD));
    }
  }

  @Test
  void randomBytesNeverLookLikeAnOutage() throws IOException {
    int id = register("random", ImageEvent.getClassSchema().toString());
    Random random = new Random(7);
    try (Deserializer<Object> deserializer = serdes.deserializer()) {
      for (int i = 0; i < 500; i++) {
        byte[] payload = new byte[random.nextInt(40)];
        random.nextBytes(payload);
        Throwable thrown = catchThrowable(() -> deserializer.deserialize("t", framed(id, payload)));
        if (thrown != null) {
          assertThat(thrown).isInstanceOf(RuntimeException.class);
          assertThat(SerdeFailure.of(thrown)).isEqualTo(SerdeFailure.BAD_RECORD);
        }
      }
    }
  }

  @Test
  void anUnknownIdIsTheRecordsFaultAndCostsNoRetries() {
    try (Deserializer<Object> deserializer = serdes.deserializer()) {
      failure(deserializer, framed(987_654, new byte[] {0}));
      Instant start = Instant.now();
      Throwable thrown =
          catchThrowable(() -> deserializer.deserialize("t", framed(987_655, new byte[] {0})));

      assertThat(SerdeFailure.of(thrown)).isEqualTo(SerdeFailure.BAD_RECORD);
      assertThat(SerdeFailure.reason(thrown)).contains("987655").contains("404");
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void aRecordOfAnUnknownTypeIsTheRecordsFault() throws IOException {
    int id =
        register("strangers", "{\"type\": \"record\", \"name\": \"Stranger\", \"fields\": []}");
    try (Deserializer<Object> deserializer = serdes.deserializer()) {
      assertThat(failure(deserializer, framed(id, new byte[0]))).isEqualTo(SerdeFailure.BAD_RECORD);
    }
  }

  @Test
  void aStoppedRegistryIsUnavailableUntilItIsBack() {
    RegistryServer first = RegistryServer.start();
    try (AvroSerdes own = serdes(first.url());
        Serializer<Object> serializer = own.serializer();
        Deserializer<Object> deserializer = own.deserializer()) {
      byte[] bytes = serializer.serialize("outage", CAPTION);
      first.close();
      assertThat(failure(deserializer, bytes)).isEqualTo(SerdeFailure.REGISTRY_UNAVAILABLE);
      assertThat(serializer.serialize("outage", CAPTION))
          .as("a schema that was registered is remembered")
          .isEqualTo(bytes);
      assertThat(SerdeFailure.of(catchThrowable(() -> serializer.serialize("other", image()))))
          .isEqualTo(SerdeFailure.REGISTRY_UNAVAILABLE);
      int port = URI.create(first.url()).getPort();
      try (RegistryServer second =
              RegistryServer.start(RegistryServer.Settings.temporary().withPort(port));
          AvroSerdes writer = serdes(second.url());
          Serializer<Object> fresh = writer.serializer()) {
        byte[] again = fresh.serialize("outage", CAPTION);
        assertThat(deserializer.deserialize("outage", again)).isEqualTo(CAPTION);
      }
    }
  }

  private static ImageEvent image() {
    return ImageEvent.newBuilder().setContent(ByteBuffer.allocate(3)).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 408, 429, 500, 502, 503, 504})
  void aServerThatAnswersOtherwiseIsUnavailable(int status) throws IOException {
    HttpServer stub =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stub.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    stub.start();
    try (AvroSerdes own = serdes("http://127.0.0.1:" + stub.getAddress().getPort());
        Deserializer<Object> deserializer = own.deserializer()) {
      assertThat(failure(deserializer, framed(1, new byte[] {0})))
          .isEqualTo(SerdeFailure.REGISTRY_UNAVAILABLE);
    } finally {
      stub.stop(0);
    }
  }

  @Test
  void aSilentServerIsGivenUpInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        AvroSerdes own = serdes("http://127.0.0.1:" + silent.getLocalPort());
        Deserializer<Object> deserializer = own.deserializer()) {
      Instant start = Instant.now();

      assertThat(failure(deserializer, framed(1, new byte[] {0})))
          .isEqualTo(SerdeFailure.REGISTRY_UNAVAILABLE);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void aHostThatDoesNotExistIsUnavailable() {
    try (AvroSerdes own = serdes("http://registry.invalid:8081");
        Deserializer<Object> deserializer = own.deserializer()) {
      assertThat(failure(deserializer, framed(1, new byte[] {0})))
          .isEqualTo(SerdeFailure.REGISTRY_UNAVAILABLE);
    }
  }

  private static SerdeFailure failure(Deserializer<Object> deserializer, byte[] value) {
    Throwable thrown = catchThrowable(() -> deserializer.deserialize("topic", value));
    assertThat(thrown).isInstanceOf(RuntimeException.class);
    return SerdeFailure.of(thrown);
  }
}
