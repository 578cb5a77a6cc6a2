package io.clipstreams.model.image.codec;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a JPEG's markers say, and the JPEG without the segments that a decoder does not need: colour
 * profiles, EXIF with its thumbnails, comments.
 *
 * <p>Source: ITU-T T.81; for the colour spaces the conventions of JFIF and of Adobe's marker.
 */
final class JpegHeader {
  /** How the components are to be read. */
  enum Colours {
    GREY,
    YCC,
    RGB,
    CMYK,
    YCCK
  }

  /**
   * A real progressive JPEG has about ten; thousands of them would keep a core busy for minutes.
   */
  private static final int MOST_SCANS = 100;

  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;
  private static final byte[] EXIF = ascii("Exif\0\0");
  private static final byte[] XMP = ascii("http://ns.adobe.com/xap/1.0/\0");
  private static final byte[] JFIF = ascii("JFIF\0");
  private static final byte[] ADOBE = ascii("Adobe");

  private final byte[] file;
  private final byte[] stripped;
  private int strippedLength;
  private final OrientationTags orientation = new OrientationTags();
  private int frame = -1;
  private int width;
  private int height;
  private int precision;
  private byte[] components = {};
  private boolean jfif;
  private int adobeTransform = -1;
  private int scans;

  private JpegHeader(byte[] file) {
    this.file = file;
    this.stripped = new byte[file.length];
  }

  /** Walks over all segments of the first image in the file. */
  static JpegHeader parse(byte[] file) throws IOException {
    JpegHeader header = new JpegHeader(file);
    header.keep(0, 2);
    int at = 2;
    while (at >= 0) {
      at = header.readSegment(at);
    }
    if (header.frame < 0) {
      throw new IOException("JPEG without a frame header (SOF)");
    }
    return header;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int components() {
    return components.length;
  }

  Orientation orientation() {
    return orientation.orientation();
  }

  /** The JPEG without what a decoder does not need. */
  MemoryInput input() {
    return new MemoryInput(stripped, strippedLength);
  }

  void requireSupported() throws ProcessingException, IOException {
    if (frame > 0xC2) {
      throw unsupported(
          "JPEG with %s coding"
              .formatted(frame < 0xC8 ? "lossless or hierarchical" : "arithmetic"));
    }
    if (precision != 8) {
      throw unsupported("JPEG of %d bits a sample".formatted(precision));
    }
    if (components.length != 1 && components.length != 3 && components.length != 4) {
      throw new IOException("JPEG of %d components".formatted(components.length));
    }
    if (scans > MOST_SCANS) {
      throw new IOException("JPEG of %d scans, the limit is %d".formatted(scans, MOST_SCANS));
    }
  }

  /** As libjpeg guesses: JFIF, else Adobe's marker, else the components' names. */
  Colours colours() {
    return switch (components.length) {
      case 1 -> Colours.GREY;
      case 3 -> isRgb() ? Colours.RGB : Colours.YCC;
      default -> adobeTransform > 0 ? Colours.YCCK : Colours.CMYK;
    };
  }

  private boolean isRgb() {
    if (jfif) {
      return false;
    }
    return adobeTransform >= 0
        ? adobeTransform == 0
        : Arrays.equals(components, new byte[] {'R', 'G', 'B'});
  }

  /** Reads one segment and gives where the next begins, or -1 at the end of the image. */
  private int readSegment(int from) throws IOException {
    int at = from;
    while (at < file.length && file[at] != (byte) 0xFF) {
      at++;
    }
    while (at < file.length && file[at] == (byte) 0xFF) {
      at++;
    }
    if (at >= file.length || (file[at] & 255) == EOI) {
      keep(from, file.length);
      return -1;
    }
    int marker = file[at++] & 255;
    if (marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8)) {
      keep(from, at);
      return at;
    }
    if (at + 2 > file.length) {
      throw new EOFException("JPEG cut off in a marker");
    }
    int length = word(at);
    int end = at + length;
    if (length < 2 || end > file.length) {
      throw new EOFException("JPEG cut off in segment FF%02X".formatted(marker));
    }
    readSegment(marker, at + 2, end);
    if (!isDispensable(marker)) {
      keep(from, end);
    }
    return marker == SOS ? skipScan(end) : end;
  }

  private void readSegment(int marker, int at, int end) throws IOException {
    switch (marker) {
      case 0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF ->
          readFrame(marker, at, end);
      case APP0 -> jfif |= startsWith(at, end, JFIF);
      case APP1 -> {
        if (startsWith(at, end, EXIF)) {
          orientation.addExif(file, at, end - at);
        } else if (startsWith(at, end, XMP)) {
          orientation.addXmp(file, at, end - at);
        }
      }
      case APP14 -> {
        if (startsWith(at, end, ADOBE) && end - at >= 12) {
          adobeTransform = file[at + 11] & 255;
        }
      }
      case SOS -> scans++;
      default -> {
        // Tables are the decoder's business.
      }
    }
  }

  private void readFrame(int marker, int at, int end) throws IOException {
    if (frame >= 0) {
      throw new IOException("JPEG with two frame headers (SOF)");
    }
    if (end - at < 6 || end - at < 6 + 3 * (file[at + 5] & 255)) {
      throw new EOFException("JPEG frame header cut off");
    }
    frame = marker;
    precision = file[at] & 255;
    height = word(at + 1);
    width = word(at + 3);
    components = new byte[file[at + 5] & 255];
    for (int i = 0; i < components.length; i++) {
      components[i] = file[at + 6 + 3 * i];
    }
  }

  /** Copies a scan's data; gives where the marker after it begins. */
  private int skipScan(int from) {
    int at = from;
    while (at + 1 < file.length) {
      int next = file[at + 1] & 255;
      if (file[at] == (byte) 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
        break;
      }
      at++;
    }
    int end = at + 1 < file.length ? at : file.length;
    keep(from, end);
    return end;
  }

  /** Keeps JFIF's and Adobe's segments, which tell the decoder the colours. */
  private static boolean isDispensable(int marker) {
    return marker == COM || (marker > APP0 && marker <= APP15 && marker != APP14);
  }

  private void keep(int from, int to) {
    int end = Math.min(to, file.length);
    System.arraycopy(file, from, stripped, strippedLength, end - from);
    strippedLength += end - from;
  }

  private boolean startsWith(int at, int end, byte[] prefix) {
    return end - at >= prefix.length
        && Arrays.equals(file, at, at + prefix.length, prefix, 0, prefix.length);
  }

  private int word(int at) {
    return (file[at] & 255) << 8 | (file[at + 1] & 255);
  }

  private static ProcessingException unsupported(String what) {
    return new ProcessingException(
        FailureCode.UNSUPPORTED_FORMAT,
        what + " is not supported: send baseline or progressive JPEG, PNG or WebP");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
