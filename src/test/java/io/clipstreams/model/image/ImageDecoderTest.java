package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = Fixtures.decoder("hf");

  @ParameterizedTest
  @CsvSource({
    "'\0\0\0\u0018ftypheic\0\0\0\0', HEIC",
    "'\0\0\0\u0018ftypmif1\0\0\0\0', HEIC",
    "'\0\0\0\u0018ftypavif\0\0\0\0', AVIF",
    "'\0\0\0\u001Cftypmif1\0\0\0\0mif1avif', AVIF",
    "'\0\0\0\u0018ftypisom\0\0\0\0', video",
    "'\u00FF\n\0\0', JPEG XL",
    "'\0\0\0\fJXL \r', JPEG XL",
    "'\0\0\0\fjP  \r', JPEG 2000",
    "'\u00FF\u00D8\u00FF\u00F7', JPEG-LS",
    "'<svg xmlns=\"http://www.w3.org/2000/svg\"/>', SVG",
    "'\u00EF\u00BB\u00BF<?xml version=\"1.0\"?>\n<!-- x -->\n<svg/>', SVG",
    "'<?xml version=\"1.0\"?><x/>', XML",
    "'<!DOCTYPE html><p>', HTML",
    "'  {\"error\": 404}', JSON",
    "'%PDF-1.7', PDF",
    "'\0\0\1\0\1\0', ICO",
    "'8BPS\0\1', PSD",
    "'PK\3\4..', ZIP",
    "'Not found', text",
    "'RIFF\0\0\0\0AVI LIST', AVI",
    "'P6\n1 1\n', PNM",
  })
  void namesTheFormatThatIsNotSupported(String start, String name) {
    assertThatFailure(
            () -> decoder.decode(start.getBytes(StandardCharsets.ISO_8859_1)),
            FailureCode.UNSUPPORTED_FORMAT)
        .withMessageContaining("the bytes are " + name)
        .withMessageContaining("send JPEG, PNG, GIF, BMP, WebP or TIFF");
  }

  @Test
  void refusesEmptyFiles() {
    assertThatFailure(() -> decoder.decode(new byte[0]), FailureCode.EMPTY_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline_444.jpg",
        "grey8.png",
        "transparent.gif",
        "plain.bmp",
        "lossy.webp",
        "lossless_alpha.webp",
        "lzw.tiff"
      })
  void limitsAreExact(String name) throws Exception {
    byte[] file = Fixtures.bytes("preprocessing/images/" + name);
    DecodedImage image = decoder.decode(file);
    long pixels = (long) image.width() * image.height();
    assertThat(decoder(file.length, pixels).decode(file).rgb()).isEqualTo(image.rgb());
    assertThatFailure(
            () -> decoder(file.length, pixels - 1).decode(file), FailureCode.IMAGE_TOO_LARGE)
        .withMessageContaining("= " + pixels + " pixels")
        .withMessageContaining("limit is " + (pixels - 1));
    assertThatFailure(
            () -> decoder(file.length - 1, pixels).decode(file), FailureCode.IMAGE_TOO_LARGE)
        .withMessageContaining(file.length + " bytes")
        .withMessageContaining("limit is " + (file.length - 1));
  }

  @Test
  void limitsHoldProductsBeyond64Bits() {
    assertThatFailure(
            () -> ImageLimits.DEFAULT.requirePixels(0xFFFF_FFFFL, 0xFFFF_FFFFL),
            FailureCode.IMAGE_TOO_LARGE)
        .withMessageContaining("18446744065119617025");
    assertThatFailure(() -> ImageLimits.DEFAULT.requirePixels(0, 5), FailureCode.DECODE_FAILED);
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageLimits(0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageLimits(1, ImageLimits.MOST_PIXELS + 1));
  }

  @Test
  void anImageThatNeedsMoreThanTheHeapIsTooLarge() throws Exception {
    int side = 26_000;
    assumeTrue(Runtime.getRuntime().maxMemory() < 3L * side * side);
    byte[] file = whitePng(side);
    ImageDecoder generous = decoder(file.length, ImageLimits.MOST_PIXELS);
    assertThatFailure(() -> generous.decode(file), FailureCode.IMAGE_TOO_LARGE)
        .withMessageContaining("heap")
        .withCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void isSafeForUseBySeveralThreads() throws Exception {
    byte[] file = Fixtures.bytes("preprocessing/images/lossy_alpha.webp");
    ImagePreprocessor preprocessor = new ImagePreprocessor(Fixtures.config("{}"));
    byte[] expected = preprocessor.pixels(decoder.decode(file));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<byte[]>> results =
          IntStream.range(0, 40)
              .mapToObj(i -> threads.submit(() -> preprocessor.pixels(decoder.decode(file))))
              .toList();
      for (Future<byte[]> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void leavesTheFileAsItIs() throws Exception {
    for (String name : List.of("progressive_420.jpg", "interlaced.png", "lzw.tiff", "lossy.webp")) {
      byte[] file = Fixtures.bytes("preprocessing/images/" + name);
      byte[] copy = file.clone();
      decoder.decode(file);
      assertThat(file).isEqualTo(copy);
    }
  }

  private static ImageDecoder decoder(long bytes, long pixels) {
    return new ImageDecoder(new ImageLimits(bytes, pixels), AlphaPolicy.DROP, Grey16Policy.CLIP);
  }

  private static ThrowableAssertAlternative<ProcessingException> assertThatFailure(
      ThrowingCallable call, FailureCode code) {
    return Assertions.assertThatExceptionOfType(ProcessingException.class)
        .isThrownBy(call)
        .matches(e -> e.code() == code, "code " + code);
  }

  private static byte[] whitePng(int side) throws Exception {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] row = new byte[1 + side / 8];
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
      for (int y = 0; y < side; y++) {
        deflater.write(row);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes("\u0089PNG\r\n\u001A\n".getBytes(StandardCharsets.ISO_8859_1));
    byte[] header = new byte[13];
    ByteBuffer.wrap(header).putInt(side).putInt(side).put((byte) 1);
    png.writeBytes(chunk("IHDR", header));
    png.writeBytes(chunk("IDAT", data.toByteArray()));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }
}
