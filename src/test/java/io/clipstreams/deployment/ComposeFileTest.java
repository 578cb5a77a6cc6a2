package io.clipstreams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.app.ServedApplication;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.deployment.ComposeFile.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** No container engine runs the compose file here, so that it is held against the code. */
class ComposeFileTest {
  private ComposeFile compose;
  private Pom pom;

  @BeforeEach
  void read() throws Exception {
    compose = ComposeFile.read();
    pom = Pom.read();
  }

  @Test
  void imagesHaveTheVersionsOfTheBuild() {
    assertThat(compose.service("kafka").image())
        .isEqualTo("apache/kafka:" + pom.property("kafka.version"));
    assertThat(compose.service("registry").image())
        .isEqualTo("apicurio/apicurio-registry:" + pom.property("apicurio.registry.version"));
    assertThat(compose.service("clip-streams").settings().get("build")).isEqualTo(".");
  }

  @Test
  void theCommentNamesTheRegistryOfTheSerdesVersion() throws Exception {
    assertThat(Files.readString(Path.of("docker-compose.yml")))
        .contains("confluentinc/cp-schema-registry:" + pom.property("confluent.version"));
  }

  @Test
  void thePortsOfTheContractArePublishedOnThisMachineOnly() {
    assertThat(compose.services().values())
        .flatExtracting(Service::ports)
        .containsExactlyInAnyOrder(
            "127.0.0.1:9092:9092", "127.0.0.1:8081:8081", "127.0.0.1:8080:8080");
  }

  @Test
  void theApplicationsEnvironmentIsKnownToItsConfiguration() {
    Map<String, String> environment = compose.service("clip-streams").environment();

    // Refuses an unknown key of ours.
    ClipConfig config = ClipConfig.load(Optional.empty(), environment, Map.of());

    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.http().token().orElseThrow()).startsWith("${CLIP_HTTP_TOKEN:?");
    assertThat(config.http().insecure()).isFalse();
    ServedApplication.requireGuarded(config);
    assertThat(config.topics().autoCreate()).isTrue();
    assertThat(config.bootstrapServers()).isEqualTo("kafka:19092");
    assertThat(config.kafkaProperty(ClipConfig.APICURIO_REGISTRY_URL_CONFIG))
        .contains("http://registry:8081");
  }

  @Test
  void theBrokersEnvironmentIsAValidConfigurationOfABroker() {
    Map<String, String> settings =
        compose.service("kafka").environment().entrySet().stream()
            .collect(Collectors.toMap(e -> brokerKey(e.getKey()), Map.Entry::getValue));

    assertThat(CollectionConverters.asJava(KafkaConfig.configNames()))
        .containsAll(settings.keySet());
    KafkaConfig config = new KafkaConfig(settings, false);
    assertThat(config.effectiveAdvertisedBrokerListeners().mkString(" "))
        .contains("host='kafka', port=19092", "host='localhost', port=9092");
  }

  @Test
  void servicesStartInTheOrderOfTheirHealth() {
    assertThat(compose.service("kafka").healthCheck()).isNotEmpty();
    assertThat(compose.service("registry").healthCheck()).isNotEmpty();
    assertThat(compose.service("registry").waitsFor()).containsExactly("kafka");
    assertThat(compose.service("clip-streams").waitsFor())
        .containsExactlyInAnyOrder("kafka", "registry");
  }

  @Test
  void volumesThatAreUsedAreNamed() {
    List<String> used =
        compose.services().values().stream()
            .flatMap(service -> service.volumes().stream())
            .map(volume -> volume.substring(0, volume.indexOf(':')))
            .toList();

    assertThat(used).containsExactlyInAnyOrderElementsOf(compose.volumes()).isNotEmpty();
  }

  /** As the image's start script does it. */
  private static String brokerKey(String variable) {
    return variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
