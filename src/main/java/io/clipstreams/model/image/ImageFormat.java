package io.clipstreams.model.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The formats that are told apart by a file's first bytes: those that are read, and others. */
enum ImageFormat {
  JPEG("image/jpeg"),
  PNG("image/png"),
  GIF("image/gif"),
  BMP("image/bmp"),
  WEBP("image/webp"),
  TIFF("image/tiff"),
  HEIC,
  AVIF,
  JPEG_XL("JPEG XL"),
  JPEG_2000("JPEG 2000"),
  JPEG_LS("JPEG-LS"),
  SVG,
  XML,
  HTML,
  JSON,
  PDF,
  POSTSCRIPT("PostScript"),
  ICO,
  CUR,
  ICNS,
  PSD,
  DDS,
  QOI,
  OPEN_EXR("OpenEXR"),
  NETPBM("PNM"),
  WINDOWS_METAFILE("Windows metafile"),
  VIDEO("video (ISO base media)"),
  MATROSKA("video (Matroska)"),
  AVI,
  WAV,
  ZIP,
  GZIP,
  TEXT("text"),
  UNKNOWN("unknown");

  private static final int SNIFFED = 1024;

  private final String title;
  private final Optional<String> mediaType;

  ImageFormat() {
    this.title = name();
    this.mediaType = Optional.empty();
  }

  ImageFormat(String text) {
    boolean isType = text.startsWith("image/");
    this.title = isType ? name() : text;
    this.mediaType = isType ? Optional.of(text) : Optional.empty();
  }

  /** For messages. */
  String title() {
    return title;
  }

  /** Such as {@code image/jpeg}; empty for what is not read. */
  Optional<String> mediaType() {
    return mediaType;
  }

  /** The format that the first bytes speak of; a file's name and stated type do not count. */
  static ImageFormat of(byte[] file) {
    String start = new String(file, 0, Math.min(file.length, SNIFFED), StandardCharsets.ISO_8859_1);
    return ofRaster(start)
        .or(() -> ofContainer(start))
        .or(() -> ofOther(start))
        .orElseGet(() -> ofText(start));
  }

  private static Optional<ImageFormat> ofRaster(String start) {
    ImageFormat format = null;
    if (start.startsWith("\u00FF\u00D8\u00FF")) {
      format = start.startsWith("\u00F7", 3) ? JPEG_LS : JPEG;
    } else if (start.startsWith("\u0089PNG\r\n\u001A\n")) {
      format = PNG;
    } else if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
      format = GIF;
    } else if (start.startsWith("BM")) {
      format = BMP;
    } else if (isTiff(start)) {
      format = TIFF;
    }
    return Optional.ofNullable(format);
  }

  private static boolean isTiff(String start) {
    return start.startsWith("II*\0")
        || start.startsWith("MM\0*")
        || start.startsWith("II+\0")
        || start.startsWith("MM\0+");
  }

  private static Optional<ImageFormat> ofContainer(String start) {
    if (start.startsWith("RIFF") && start.length() >= 12) {
      return switch (start.substring(8, 12)) {
        case "WEBP" -> Optional.of(WEBP);
        case "AVI " -> Optional.of(AVI);
        case "WAVE" -> Optional.of(WAV);
        default -> Optional.empty();
      };
    }
    if (start.startsWith("ftyp", 4) && start.length() >= 12) {
      return Optional.of(
          switch (start.substring(8, 12)) {
            case "avif", "avis" -> AVIF;
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" ->
                start.contains("avif") ? AVIF : HEIC;
            default -> VIDEO;
          });
    }
    return Optional.empty();
  }

  private static Optional<ImageFormat> ofOther(String start) {
    ImageFormat format = null;
    if (start.startsWith("\u00FF\n") || start.startsWith("\0\0\0\fJXL ")) {
      format = JPEG_XL;
    } else if (start.startsWith("\0\0\0\fjP  ") || start.startsWith("\u00FFO\u00FFQ")) {
      format = JPEG_2000;
    } else if (start.startsWith("%PDF-")) {
      format = PDF;
    } else if (start.startsWith("%!PS") || start.startsWith("\u00C5\u00D0\u00D3\u00C6")) {
      format = POSTSCRIPT;
    } else if (start.startsWith("\0\0\1\0")) {
      format = ICO;
    } else if (start.startsWith("\0\0\2\0")) {
      format = CUR;
    } else if (start.startsWith("icns")) {
      format = ICNS;
    } else if (start.startsWith("8BPS")) {
      format = PSD;
    } else if (start.startsWith("DDS ")) {
      format = DDS;
    } else if (start.startsWith("qoif")) {
      format = QOI;
    } else if (start.startsWith("v/1\1")) {
      format = OPEN_EXR;
    } else if (start.length() > 2 && start.charAt(0) == 'P' && isNetpbm(start)) {
      format = NETPBM;
    } else if (start.startsWith("\u00D7\u00CD\u00C6\u009A") || start.startsWith(" EMF", 40)) {
      format = WINDOWS_METAFILE;
    } else if (start.startsWith("\u001AE\u00DF\u00A3")) {
      format = MATROSKA;
    } else if (start.startsWith("PK\3\4")) {
      format = ZIP;
    } else if (start.startsWith("\u001F\u008B")) {
      format = GZIP;
    }
    return Optional.ofNullable(format);
  }

  private static boolean isNetpbm(String start) {
    return start.charAt(1) >= '1'
        && start.charAt(1) <= '7'
        && Character.isWhitespace(start.charAt(2));
  }

  private static ImageFormat ofText(String start) {
    String text = start.startsWith("\u00EF\u00BB\u00BF") ? start.substring(3) : start;
    boolean binary =
        text.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f');
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (binary || lower.isEmpty()) {
      return UNKNOWN;
    }
    if (lower.startsWith("<")) {
      return ofMarkup(lower);
    }
    if (lower.startsWith("{") || lower.startsWith("[")) {
      return JSON;
    }
    return lower.chars().allMatch(c -> c < 127) ? TEXT : UNKNOWN;
  }

  private static ImageFormat ofMarkup(String lower) {
    if (lower.contains("<svg")) {
      return SVG;
    }
    return lower.contains("<html") || lower.contains("<!doctype html") ? HTML : XML;
  }
}
