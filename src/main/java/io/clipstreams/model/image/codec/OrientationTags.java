package io.clipstreams.model.image.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects what a file says on its orientation. EXIF wins over XMP, as in Pillow; damaged metadata
 * is no reason to refuse the image.
 */
final class OrientationTags {
  static final int ORIENTATION = 0x0112;
  private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");
  private static final byte[] EXIF_PREFIX = {'E', 'x', 'i', 'f', 0, 0};

  private Optional<Long> exif = Optional.empty();
  private Optional<Long> xmp = Optional.empty();

  /** Takes an EXIF block, with or without its {@code Exif\0\0}. */
  void addExif(byte[] bytes, int start, int length) {
    int from = start;
    while (startsWithPrefix(bytes, from, start + length)) {
      from += EXIF_PREFIX.length;
    }
    try {
      Optional<Long> found = orientationOf(TiffDirectory.read(bytes, from, start + length - from));
      if (found.isPresent()) {
        exif = found;
      }
    } catch (IOException damaged) {
      // The pixels are whole all the same: without a readable EXIF block the image is as stored.
      return;
    }
  }

  /** Takes the first directory of a TIFF file. */
  void addDirectory(TiffDirectory directory) {
    exif = orientationOf(directory);
  }

  /** Takes an XMP packet. */
  void addXmp(byte[] bytes, int start, int length) {
    Matcher matcher = XMP.matcher(new String(bytes, start, length, StandardCharsets.ISO_8859_1));
    if (matcher.find()) {
      xmp = Optional.of(Long.valueOf(matcher.group(1)));
    }
  }

  Orientation orientation() {
    return exif.or(() -> xmp).map(Orientation::ofExif).orElse(Orientation.UPRIGHT);
  }

  private static Optional<Long> orientationOf(TiffDirectory directory) {
    if (!directory.has(ORIENTATION)) {
      return Optional.empty();
    }
    // A tag that cannot be read still hides the XMP's.
    return Optional.of(directory.value(ORIENTATION).orElse(0L));
  }

  private static boolean startsWithPrefix(byte[] bytes, int from, int end) {
    if (end - from < EXIF_PREFIX.length) {
      return false;
    }
    for (int i = 0; i < EXIF_PREFIX.length; i++) {
      if (bytes[from + i] != EXIF_PREFIX[i]) {
        return false;
      }
    }
    return true;
  }
}
