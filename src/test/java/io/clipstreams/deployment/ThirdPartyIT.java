package io.clipstreams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Holds THIRD-PARTY.md against the SBOM that the build has just written. With {@code
 * -Dclip.docs.write=true} it writes the file instead.
 */
class ThirdPartyIT {
  private static final Path SBOM = Path.of("target/clip-streams-sbom.json");
  private static final Path DOCUMENT = Path.of("THIRD-PARTY.md");
  private static final String INTRODUCTION =
      """
      # Third-party software

      <!-- Generated: mvn verify -Dtest=NoUnit -Dit.test=ThirdPartyIT -Dsurefire.failIfNoSpecifiedTests=false \
      -Dclip.docs.write=true -->

      What the program is shipped with, and the licences that its authors name. The embedded schema registry \
      of `demo` and `dev` is a program of its own: Apicurio Registry, Apache-2.0.

      | library | version | licence |
      |---|---|---|
      """;

  @Test
  void everyLibraryIsListedWithItsLicence() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    List<String> unlicensed = new ArrayList<>();
    for (JsonNode component : new ObjectMapper().readTree(SBOM.toFile()).get("components")) {
      String name = component.get("group").asText() + ":" + component.get("name").asText();
      List<String> licences = licences(component);
      if (licences.isEmpty()) {
        unlicensed.add(name);
      }
      String version = component.get("version").asText();
      rows.put(
          name + " " + version,
          "| %s | %s | %s |\n".formatted(name, version, String.join(", ", licences)));
    }
    assertThat(rows).hasSizeGreaterThan(50);
    assertThat(unlicensed).as("libraries that name no licence").isEmpty();
    String document = INTRODUCTION + String.join("", rows.values());
    if (Boolean.getBoolean("clip.docs.write")) {
      Files.writeString(DOCUMENT, document);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(document);
  }

  private static List<String> licences(JsonNode component) {
    List<String> licences = new ArrayList<>();
    for (JsonNode entry : component.path("licenses")) {
      if (entry.has("expression")) {
        licences.add(entry.get("expression").asText());
      } else {
        JsonNode licence = entry.get("license");
        licences.add(licence.has("id") ? licence.get("id").asText() : licence.get("name").asText());
      }
    }
    return licences;
  }
}
