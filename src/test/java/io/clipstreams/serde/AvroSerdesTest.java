package io.clipstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.SerdeClasses;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSerdesTest {
  @Test
  void withoutConfluentsJarsTheMessageSaysWhereToGetThem() {
    assumeThat(isPresent(SerdeClasses.CONFLUENT.serializer())).isFalse();
    ClipConfig config =
        ClipConfig.of(Map.of("clip.serde", "confluent", "schema.registry.url", "http://r:8081"));

    assertThatThrownBy(() -> new AvroSerdes(config).close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("io.confluent.kafka.serializers.KafkaAvroSerializer")
        .hasMessageContaining("mvn -P confluent package")
        .hasMessageContaining("CLIP_CLASSPATH");
  }

  private static boolean isPresent(String className) {
    try {
      Class.forName(className);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void anyKafkaSerdeCanBeNamed() {
    String kafka = "org.apache.kafka.common.serialization.";
    ClipConfig config =
        ClipConfig.of(
            Map.of("clip.serde", kafka + "StringSerializer," + kafka + "StringDeserializer"));
    try (AvroSerdes serdes = new AvroSerdes(config)) {
      byte[] bytes = serdes.serializer().serialize("t", "text");
      assertThat(serdes.deserializer().deserialize("t", bytes)).isEqualTo("text");
      assertThat(serdes.deserializer()).isNotSameAs(serdes.deserializer());
    }
  }

  @Test
  void aClassThatIsNoSerdeIsNamed() {
    assertThatThrownBy(
            () ->
                new AvroSerdes(
                        ClipConfig.of(Map.of("clip.serde", "java.lang.String,java.lang.String")))
                    .close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("java.lang.String is no org.apache.kafka");
  }

  @ParameterizedTest
  @CsvSource({
    "http://r:8081, http://r:8081/apis/registry/v3",
    "http://r:8081/, http://r:8081/apis/registry/v3",
    "https://r/behind/a/proxy, https://r/behind/a/proxy/apis/registry/v3",
    "http://r:8081/apis/registry/v3, http://r:8081/apis/registry/v3"
  })
  void theApisPathIsAddedToTheBaseUrl(String configured, String used) {
    assertThat(RegistrySettings.apicurioApi(configured)).isEqualTo(used);
  }

  @Test
  void theInnermostCauseTellsWhoIsToBlame() {
    RuntimeException refused =
        new RuntimeException(new ExecutionException(new ConnectException("Connection refused")));
    assertThat(SerdeFailure.of(refused)).isEqualTo(SerdeFailure.REGISTRY_UNAVAILABLE);
    assertThat(SerdeFailure.reason(refused)).isEqualTo("Connection refused");
    assertThat(SerdeFailure.of(new SerializationException("Unknown magic byte!")))
        .isEqualTo(SerdeFailure.BAD_RECORD);
    assertThat(SerdeFailure.reason(new SerializationException(new IllegalStateException())))
        .isEqualTo("SerializationException");
  }
}
