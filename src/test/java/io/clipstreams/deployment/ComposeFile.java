package io.clipstreams.deployment;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/** {@code docker-compose.yml}, read as the tests need it. */
final class ComposeFile {
  private final Map<?, ?> root;

  private ComposeFile(Map<?, ?> root) {
    this.root = root;
  }

  static ComposeFile read() throws IOException {
    try (Reader reader = Files.newBufferedReader(Path.of("docker-compose.yml"))) {
      return new ComposeFile(new Yaml().load(reader));
    }
  }

  Map<String, Service> services() {
    Map<String, Service> services = new LinkedHashMap<>();
    map(root.get("services"))
        .forEach((name, service) -> services.put(name.toString(), new Service(map(service))));
    return services;
  }

  Service service(String name) {
    return Optional.ofNullable(services().get(name)).orElseThrow();
  }

  List<String> volumes() {
    return map(root.get("volumes")).keySet().stream().map(Object::toString).toList();
  }

  private static Map<?, ?> map(Object value) {
    return value == null ? Map.of() : (Map<?, ?>) value;
  }

  private static List<String> list(Object value) {
    return value == null ? List.of() : ((List<?>) value).stream().map(Object::toString).toList();
  }

  record Service(Map<?, ?> settings) {
    String image() {
      return settings.get("image").toString();
    }

    Map<String, String> environment() {
      Map<String, String> environment = new TreeMap<>();
      map(settings.get("environment"))
          .forEach((name, value) -> environment.put(name.toString(), value.toString()));
      return environment;
    }

    List<String> ports() {
      return list(settings.get("ports"));
    }

    List<String> volumes() {
      return list(settings.get("volumes"));
    }

    /** The services that must be healthy first. */
    List<String> waitsFor() {
      return map(settings.get("depends_on")).entrySet().stream()
          .filter(e -> "service_healthy".equals(map(e.getValue()).get("condition")))
          .map(e -> e.getKey().toString())
          .toList();
    }

    List<String> healthCheck() {
      return list(map(settings.get("healthcheck")).get("test"));
    }
  }
}
