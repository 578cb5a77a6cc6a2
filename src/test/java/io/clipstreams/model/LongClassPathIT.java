package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * ONNX Runtime 1.29.0 crashed the JVM where the process's command line was longer than about 4 KB,
 * as a class path easily is.
 */
class LongClassPathIT {
  @Test
  void aModelLoadsWithAClassPathOf16KiB() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringBuilder longer = new StringBuilder(classPath);
    while (longer.length() < 16 << 10) {
      longer.append(File.pathSeparator).append("no-such-directory-").append(longer.length());
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                longer.toString(),
                LoadInChildProcess.class.getName(),
                TestModel.TINY_CLIP.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("EMBEDDED 512");
  }
}
