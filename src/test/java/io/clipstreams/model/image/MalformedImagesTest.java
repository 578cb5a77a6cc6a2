package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile files: a clean refusal or a picture, soon and in little memory. */
class MalformedImagesTest {
  /**
   * Good pictures of the fixtures have 2 million pixels at most: 6 MB of RGB, plus the way there.
   */
  private static final long MOST_ALLOCATED = 32L << 20;

  /** Of a file that may claim a million pixels: RGB, the samples before it, and the way there. */
  private static final long MOST_ALLOCATED_BY_MUTATIONS = 64L << 20;

  private static final int MUTATIONS_OF_EACH = 715;

  private static final String[] MUTATED = {
    "baseline_422.jpg",
    "progressive_420.jpg",
    "cmyk_adobe.jpg",
    "exif_6.jpg",
    "grey16.png",
    "interlaced.png",
    "palette_transparent.png",
    "transparent.gif",
    "palette.bmp",
    "lossy.webp",
    "lossy_alpha.webp",
    "lossless_alpha.webp",
    "lzw.tiff",
    "deflate_exif3.tiff"
  };

  private final ImageDecoder decoder = Fixtures.decoder("hf");

  static Stream<JsonNode> files() {
    JsonNode files = Fixtures.json("malformed/manifest.json").get("files");
    return StreamSupport.stream(files.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("files")
  @Timeout(value = 5, unit = TimeUnit.SECONDS)
  void comesOutAsTheManifestSays(JsonNode file) {
    byte[] content = Fixtures.bytes("malformed/" + file.get("file").asText());
    long before = allocated();
    Optional<FailureCode> failure = decode(decoder, content);
    assertThat(allocated() - before).as("bytes allocated").isLessThan(MOST_ALLOCATED);
    Set<FailureCode> reasons =
        StreamSupport.stream(file.get("reason").spliterator(), false)
            .map(reason -> code(reason.asText()))
            .collect(Collectors.toSet());
    switch (file.get("expect").asText()) {
      case "reject" -> assertThat(failure).isPresent().get().isIn(reasons);
      case "decode" -> assertThat(failure).isEmpty();
      default -> failure.ifPresent(code -> assertThat(code).isIn(reasons));
    }
  }

  static Stream<String> mutated() {
    return Stream.of(MUTATED);
  }

  /** Ten thousand files: flipped, cut, and spliced with others. */
  @ParameterizedTest
  @MethodSource("mutated")
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void mutationsAreRefusedOrDecoded(String name) {
    byte[] good = picture(name);
    ImageDecoder white =
        new ImageDecoder(new ImageLimits(1 << 20, 1 << 20), AlphaPolicy.WHITE, Grey16Policy.SCALE);
    Random random = new Random(name.hashCode());
    int refused = 0;
    for (int round = 0; round < MUTATIONS_OF_EACH; round++) {
      byte[] mutated =
          round % 5 == 4
              ? splice(good, picture(MUTATED[random.nextInt(MUTATED.length)]), random)
              : mutate(good, random);
      long before = allocated();
      long start = System.nanoTime();
      refused += decode(white, mutated).isPresent() ? 1 : 0;
      assertThat(System.nanoTime() - start).as("round %d", round).isLessThan(5_000_000_000L);
      assertThat(allocated() - before)
          .as("bytes allocated in round %d", round)
          .isLessThan(MOST_ALLOCATED_BY_MUTATIONS);
    }
    assertThat(refused).isBetween(1, MUTATIONS_OF_EACH - 1);
  }

  private static byte[] picture(String name) {
    return Fixtures.bytes("preprocessing/images/" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline_444.jpg",
        "progressive_420.jpg",
        "grey8.png",
        "transparent.gif",
        "plain.bmp",
        "lossy.webp",
        "lossless_alpha.webp",
        "lzw.tiff"
      })
  void everyTruncationIsRefused(String name) {
    byte[] good = Fixtures.bytes("preprocessing/images/" + name);
    // The end of some files may be missing without harm: markers, padding, a checksum, directories.
    for (int length = 1; length < good.length - 16; length += 1 + good.length / 40) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThat(decode(decoder, cut)).as("%d of %d bytes", length, good.length).isPresent();
    }
  }

  @Test
  void randomBytesBehindEveryMagicNumberAreHarmless() {
    Random random = new Random(4);
    String[] magic = {
      "\u00FF\u00D8\u00FF",
      "\u0089PNG\r\n\u001A\n",
      "GIF89a",
      "BM",
      "II*\0\b\0\0\0",
      "MM\0*\0\0\0\b",
      "II+\0\b\0\0\0",
      "RIFF\u00F0\1\0\0WEBPVP8 ",
      "RIFF\u00F0\1\0\0WEBPVP8L"
    };
    for (int round = 0; round < 3_000; round++) {
      byte[] content = new byte[512];
      random.nextBytes(content);
      byte[] start = magic[round % magic.length].getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(start, 0, content, 0, start.length);
      decode(decoder, content);
    }
  }

  /** The failure's code; anything but a picture or a ProcessingException fails the test. */
  private static Optional<FailureCode> decode(ImageDecoder decoder, byte[] content) {
    try {
      DecodedImage image = decoder.decode(content);
      assertThat(image.rgb()).hasSize(3 * image.width() * image.height());
      return Optional.empty();
    } catch (ProcessingException e) {
      assertThat(e).hasMessageMatching("(?s).{20,400}");
      return Optional.of(e.code());
    }
  }

  /** A piece of one file in the place of a piece of another, not always as long. */
  private static byte[] splice(byte[] good, byte[] other, Random random) {
    int from = random.nextInt(random.nextBoolean() ? Math.min(64, good.length) : good.length);
    int to = from + random.nextInt(good.length - from);
    int start = random.nextInt(other.length);
    int length = random.nextInt(Math.min(1 << random.nextInt(14), other.length - start) + 1);
    byte[] spliced = Arrays.copyOf(good, from + length + good.length - to);
    System.arraycopy(other, start, spliced, from, length);
    System.arraycopy(good, to, spliced, from + length, good.length - to);
    return spliced;
  }

  private static byte[] mutate(byte[] good, Random random) {
    byte[] mutated = good.clone();
    int changes = 1 << random.nextInt(6);
    // Half of the changes hit the headers, where they do most harm.
    int reach = random.nextBoolean() ? Math.min(200, good.length) : good.length;
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(reach);
      mutated[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) (mutated[at] ^ 1 << random.nextInt(8));
            case 2 -> (byte) 0xFF;
            default -> 0;
          };
    }
    return random.nextInt(5) == 0 ? Arrays.copyOf(mutated, random.nextInt(good.length)) : mutated;
  }

  private static FailureCode code(String reason) {
    return switch (reason) {
      case "EMPTY" -> FailureCode.EMPTY_IMAGE;
      case "TOO_LARGE" -> FailureCode.IMAGE_TOO_LARGE;
      default -> FailureCode.valueOf(reason);
    };
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
