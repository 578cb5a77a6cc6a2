package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.AlphaPolicy;
import java.io.IOException;
import java.util.Optional;

/**
 * WebP, lossy and lossless, to the bit as libwebp decodes it. Of an animation the first frame on
 * its canvas, which is transparent black where the frame leaves it free, as libwebp's animation
 * decoder gives it.
 *
 * <p>Source: RFC 9649.
 */
final class WebpReader implements FormatReader {
  private final Vp8Constants constants = Vp8Constants.load();

  @Override
  public StoredImage read(byte[] file, ReadSettings settings)
      throws ProcessingException, IOException {
    WebpContainer container = WebpContainer.parse(file);
    WebpFrame frame = container.frame();
    settings.limits().requirePixels(frame.width(), frame.height());
    int width = container.canvasWidth().orElse(frame.width());
    int height = container.canvasHeight().orElse(frame.height());
    settings.limits().requirePixels(width, height);
    frame.requireInside(width, height);
    Optional<byte[]> opaque = lossyWithoutAlpha(file, frame, width, height, settings);
    if (opaque.isPresent()) {
      return new StoredImage(width, height, opaque.get(), container.orientation());
    }
    Canvas canvas = new Canvas(width, height, settings.alpha());
    if (frame.width() < width || frame.height() < height) {
      clear(canvas);
    }
    if (frame.lossy()) {
      copyLossy(file, frame, canvas);
    } else {
      copyLossless(file, frame, canvas);
    }
    return canvas.image(container.orientation());
  }

  /** The common case needs no second array of pixels. */
  private Optional<byte[]> lossyWithoutAlpha(
      byte[] file, WebpFrame frame, int width, int height, ReadSettings settings)
      throws IOException {
    boolean whole = frame.width() == width && frame.height() == height;
    boolean alpha = frame.hasAlpha() && settings.alpha() == AlphaPolicy.WHITE;
    if (!frame.lossy() || !whole || alpha) {
      return Optional.empty();
    }
    return Optional.of(decode(file, frame));
  }

  private byte[] decode(byte[] file, WebpFrame frame) throws IOException {
    return Vp8Colours.toRgb(Vp8Frame.decode(file, frame.from(), frame.to(), constants));
  }

  private static void clear(Canvas canvas) {
    int pixels = canvas.width() * canvas.height();
    for (int i = 0; i < pixels; i++) {
      canvas.setArgb(i, 0);
    }
  }

  private void copyLossy(byte[] file, WebpFrame frame, Canvas canvas) throws IOException {
    byte[] rgb = decode(file, frame);
    byte[] alpha =
        canvas.usesAlpha() && frame.hasAlpha() ? WebpAlpha.read(file, frame) : new byte[0];
    for (int y = 0; y < frame.height(); y++) {
      int to = (frame.y() + y) * canvas.width() + frame.x();
      for (int x = 0; x < frame.width(); x++) {
        int from = y * frame.width() + x;
        int opacity = alpha.length == 0 ? 255 : alpha[from] & 255;
        canvas.set(
            to + x, rgb[3 * from] & 255, rgb[3 * from + 1] & 255, rgb[3 * from + 2] & 255, opacity);
      }
    }
  }

  private static void copyLossless(byte[] file, WebpFrame frame, Canvas canvas) throws IOException {
    int[] pixels = Vp8lImage.decode(file, frame.from(), frame.to());
    int from = 0;
    for (int y = 0; y < frame.height(); y++) {
      int to = (frame.y() + y) * canvas.width() + frame.x();
      for (int x = 0; x < frame.width(); x++) {
        canvas.setArgb(to + x, pixels[from++]);
      }
    }
  }
}
