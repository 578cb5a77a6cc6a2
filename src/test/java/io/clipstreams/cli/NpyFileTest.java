package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d+), (\\d+)\\), } *\n");

  @TempDir private Path directory;

  /** Reads by the format's description: magic, version, length, a dictionary, numbers. */
  static List<float[]> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    bytes.get(magic);
    assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    byte[] header = new byte[bytes.getShort()];
    bytes.get(header);
    assertThat(bytes.position() % 64).isZero();
    Matcher shape = HEADER.matcher(new String(header, StandardCharsets.US_ASCII));
    assertThat(shape.matches()).isTrue();
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < Integer.parseInt(shape.group(1)); row++) {
      float[] numbers = new float[Integer.parseInt(shape.group(2))];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = bytes.getFloat();
      }
      rows.add(numbers);
    }
    assertThat(bytes.hasRemaining()).isFalse();
    return rows;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = directory.resolve("a.npy");
    NpyFile.write(
        file, List.of(new float[] {1, -2.5f, Float.MIN_VALUE}, new float[] {0, 3e38f, 7}));
    assertThat(read(file))
        .containsExactly(new float[] {1, -2.5f, Float.MIN_VALUE}, new float[] {0, 3e38f, 7});
    NpyFile.write(file, List.of());
    assertThat(read(file)).isEmpty();
  }

  @Test
  void rowsOfDifferentLengthsAreRefused() {
    assertThatThrownBy(
            () -> NpyFile.write(directory.resolve("b.npy"), List.of(new float[2], new float[3])))
        .hasMessage("rows of 2 and of 3 numbers");
  }

  /** Where Python has NumPy. */
  @Test
  void numPyReadsIt() throws Exception {
    assumeThat(python("import numpy")).isZero();
    Path file = directory.resolve("c.npy");
    NpyFile.write(file, List.of(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6}));
    assertThat(
            python(
                "import numpy; a = numpy.load('%s'); assert a.shape == (3, 2) and a[2][0] == 5"
                    .formatted(file)))
        .isZero();
  }

  private static int python(String program) throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", program)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException noPython) {
      return -1;
    }
  }
}
