package io.clipstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {
  private static final Path TODAY = Path.of("avro");
  private static final Path RELEASED = Path.of("src/test/resources/avro-released");

  static Stream<Path> released() {
    return schemas(RELEASED);
  }

  private static Stream<Path> schemas(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new parser each time: every file must stand alone. */
  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("released")
  void todaysSchemaReadsWhatTheReleasedOneWrote(Path file) {
    Schema reader = parse(TODAY.resolve(file.getFileName()));
    Schema writer = parse(file);

    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult())
        .satisfies(
            result ->
                assertThat(result.getCompatibility())
                    .as(result.getIncompatibilities().toString())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE));
  }

  @Test
  void theCheckNoticesAFieldWithoutDefault() {
    Schema writer = parse(TODAY.resolve("CaptionEvent.avsc"));
    Schema reader =
        Schema.createRecord(
            writer.getName(),
            null,
            writer.getNamespace(),
            false,
            Stream.concat(
                    writer.getFields().stream()
                        .map(field -> new Schema.Field(field, field.schema())),
                    Stream.of(new Schema.Field("lang", Schema.create(Schema.Type.STRING))))
                .toList());

    assertThat(
            SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getCompatibility())
        .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }

  @Test
  void aTypeIsTheSameInEveryFileAndInTheRegistrysNamespace() {
    Map<String, Schema> seen = new HashMap<>();
    Map<String, Path> where = new HashMap<>();
    schemas(TODAY)
        .forEach(
            file -> {
              assertThat(parse(file).getName() + ".avsc").isEqualTo(file.getFileName().toString());
              Map<String, Schema> named = new HashMap<>();
              collect(parse(file), named);
              named.forEach(
                  (name, schema) -> {
                    assertThat(name).startsWith("io.clipstreams.");
                    Schema before = seen.putIfAbsent(name, schema);
                    Path first = where.putIfAbsent(name, file);
                    if (before != null) {
                      // The text has what equality leaves out: docs.
                      assertThat(schema.toString())
                          .as("%s in %s and %s", name, first, file)
                          .isEqualTo(before.toString());
                    }
                  });
            });
    assertThat(seen).containsKeys("io.clipstreams.Embedding", "io.clipstreams.Match");
  }

  private static void collect(Schema schema, Map<String, Schema> named) {
    switch (schema.getType()) {
      case RECORD -> {
        if (named.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), named));
        }
      }
      case ENUM, FIXED -> named.put(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), named);
      case MAP -> collect(schema.getValueType(), named);
      case UNION -> schema.getTypes().forEach(type -> collect(type, named));
      default -> assertThat(schema.getType()).isNotNull();
    }
  }

  @Test
  void whatIsNullableIsNullUnlessSet() {
    schemas(TODAY)
        .map(SchemaEvolutionTest::parse)
        .flatMap(schema -> schema.getFields().stream())
        .filter(field -> field.schema().isNullable())
        .forEach(
            field ->
                assertThat(field.defaultVal())
                    .as(field.name())
                    .isEqualTo(JsonProperties.NULL_VALUE));
  }
}
