package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.clipstreams.failure.ProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Hundreds of variants of all formats, against what Pillow decodes from them. */
class DecodingGoldensTest {
  private static final List<String> POLICIES = List.of("hf", "white", "scaled16");

  @Test
  void pixelsEqualPillows() throws Exception {
    Path goldens = Fixtures.file("clip.goldens.decoding", "decoding/decoding.zip");
    int compared = 0;
    SoftAssertions softly = new SoftAssertions();
    try (ZipFile zip = new ZipFile(goldens.toFile())) {
      for (ZipEntry entry : new ArrayList<>(zip.stream().map(ZipEntry.class::cast).toList())) {
        int dot = entry.getName().lastIndexOf('.');
        String policy = entry.getName().substring(dot + 1);
        if (POLICIES.contains(policy)) {
          byte[] file = read(zip, zip.getEntry(entry.getName().substring(0, dot)));
          compare(entry.getName(), policy, file, read(zip, entry), softly);
          compared++;
        }
      }
    }
    softly.assertAll();
    assertThat(compared).isGreaterThan(400);
  }

  private static void compare(
      String name, String policy, byte[] file, byte[] golden, SoftAssertions softly) {
    ByteBuffer expected = ByteBuffer.wrap(golden).order(ByteOrder.LITTLE_ENDIAN);
    int width = expected.getInt();
    int height = expected.getInt();
    byte[] rgb = new byte[expected.remaining()];
    expected.get(rgb);
    DecodedImage image = decode(name, policy, file);
    softly.assertThat(image.width()).as(name).isEqualTo(width);
    softly.assertThat(image.height()).as(name).isEqualTo(height);
    if (image.rgb().length == rgb.length) {
      // Uncompressed YCbCr in TIFF is converted by Pillow in fixed point of 6 bits, else by
      // libtiff.
      int tolerated = name.contains("YCbCr-raw") ? 1 : 0;
      softly
          .assertThat(Difference.of(image.rgb(), rgb).max())
          .as(name)
          .isLessThanOrEqualTo(tolerated);
    }
  }

  private static DecodedImage decode(String name, String policy, byte[] file) {
    try {
      return Fixtures.decoder(policy).decode(file);
    } catch (ProcessingException e) {
      return fail(name, e);
    }
  }

  private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
    return zip.getInputStream(entry).readAllBytes();
  }
}
