package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Resizing of all kernels and unusual settings, against Pillow and transformers: equal. */
class ResamplingGoldensTest {
  @Test
  void resizedPixelsAndPixelValuesEqualTheReferences() throws Exception {
    Path goldens = Fixtures.file("clip.goldens.resampling", "resampling/resampling.zip");
    int compared = 0;
    try (ZipFile zip = new ZipFile(goldens.toFile())) {
      for (ZipEntry entry : new ArrayList<>(zip.stream().map(ZipEntry.class::cast).toList())) {
        if (entry.getName().endsWith(".txt")) {
          String text = new String(read(zip, entry), StandardCharsets.UTF_8);
          String data = entry.getName().replace(".txt", ".bin");
          ByteBuffer bytes = ByteBuffer.wrap(read(zip, zip.getEntry(data)));
          compare(text.lines().toArray(String[]::new), bytes.order(ByteOrder.LITTLE_ENDIAN));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static void compare(String[] lines, ByteBuffer data) {
    String[] words = lines[0].split(" ");
    if (words[0].equals("resize")) {
      compareResize(lines[0], words, data);
    } else {
      comparePreprocessing(lines, words, data);
    }
  }

  private static void compareResize(String line, String[] words, ByteBuffer data) {
    DecodedImage image = image(number(words, 2), number(words, 3), data);
    int width = number(words, 4);
    int height = number(words, 5);
    Interpolation kernel = Interpolation.ofCode(number(words, 1));
    byte[] resized = new Resampler(kernel).resize(image, width, height);
    assertThat(resized).as(line).isEqualTo(take(data, 3 * width * height));
  }

  private static void comparePreprocessing(String[] lines, String[] words, ByteBuffer data) {
    DecodedImage image = image(number(words, 1), number(words, 2), data);
    byte[] crop = take(data, 3 * number(words, 3) * number(words, 4));
    float[] values = new float[crop.length];
    data.asFloatBuffer().get(values);
    ImagePreprocessor preprocessor = new ImagePreprocessor(Fixtures.config(lines[1]));
    FloatBuffer computed = FloatBuffer.allocate(values.length);
    preprocessor.preprocess(image, computed);
    assertThat(preprocessor.pixels(image)).as(lines[1]).isEqualTo(crop);
    assertThat(computed.array()).as(lines[1]).isEqualTo(values);
  }

  private static DecodedImage image(int width, int height, ByteBuffer data) {
    return new DecodedImage(width, height, "image/png", take(data, 3 * width * height));
  }

  private static byte[] take(ByteBuffer data, int count) {
    byte[] bytes = new byte[count];
    data.get(bytes);
    return bytes;
  }

  private static int number(String[] words, int index) {
    return Integer.parseInt(words[index]);
  }

  private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
    return zip.getInputStream(entry).readAllBytes();
  }
}
