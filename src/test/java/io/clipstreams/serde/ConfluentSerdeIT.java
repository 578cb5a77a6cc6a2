package io.clipstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstreams.CaptionEvent;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.SerdeClasses;
import io.clipstreams.local.RegistryServer;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/**
 * Confluent's own serde against the registry's Confluent API. Its jars cannot be had everywhere, so
 * that this runs when they are on the class path or on CLIP_CLASSPATH.
 */
class ConfluentSerdeIT {
  private static final CaptionEvent CAPTION = new CaptionEvent("image", "words", Map.of());

  @Test
  void itReadsWhatItWritesAndItsFailuresAreToldApart() throws IOException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(jars(), before)) {
      assumeTrue(
          isPresent(loader),
          "skipped: not verified; Confluent's serde is neither on the class path nor on"
              + " CLIP_CLASSPATH");
      Thread.currentThread().setContextClassLoader(loader);
      writeReadAndFail();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static void writeReadAndFail() {
    RegistryServer server = RegistryServer.start();
    try (AvroSerdes serdes =
            new AvroSerdes(
                ClipConfig.of(
                    Map.of(
                        "clip.serde",
                        "confluent",
                        "schema.registry.url",
                        server.url() + "/apis/ccompat/v7")));
        Serializer<Object> serializer = serdes.serializer();
        Deserializer<Object> deserializer = serdes.deserializer()) {
      byte[] bytes = serializer.serialize("captions", CAPTION);
      assertThat(deserializer.deserialize("captions", bytes)).isEqualTo(CAPTION);

      assertThat(failure(deserializer, unknownId())).isEqualTo(SerdeFailure.BAD_RECORD);
      assertThat(failure(deserializer, new byte[] {1, 2, 3})).isEqualTo(SerdeFailure.BAD_RECORD);
      server.close();
      assertThat(failure(serdes.deserializer(), bytes))
          .isEqualTo(SerdeFailure.REGISTRY_UNAVAILABLE);
    } finally {
      server.close();
    }
  }

  private static byte[] unknownId() {
    return ByteBuffer.allocate(6).put((byte) 0).putInt(987_654).put((byte) 0).array();
  }

  private static SerdeFailure failure(Deserializer<Object> deserializer, byte[] value) {
    Throwable thrown = catchThrowable(() -> deserializer.deserialize("captions", value));
    assertThat(thrown).isNotNull();
    return SerdeFailure.of(thrown);
  }

  private static boolean isPresent(ClassLoader loader) {
    try {
      Class.forName(SerdeClasses.CONFLUENT.serializer(), false, loader);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static URL[] jars() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        Optional.ofNullable(System.getenv("CLIP_CLASSPATH"))
            .orElse("")
            .split(File.pathSeparator, -1)) {
      if (entry.endsWith("*")) {
        try (Stream<Path> files = Files.list(Path.of(entry.substring(0, entry.length() - 1)))) {
          for (Path file : files.filter(jar -> jar.toString().endsWith(".jar")).toList()) {
            urls.add(url(file));
          }
        }
      } else if (!entry.isBlank()) {
        urls.add(url(Path.of(entry)));
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
