package io.clipstreams.config;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Range;

/** How images come in and what is accepted: {@code clip.image.*}, {@code clip.thumbnail.size}. */
public final class ImageConfig {
  /** What the values of the images topic are. */
  public enum ValueFormat {
    /** ImageEvent records in Avro. */
    AVRO,
    /** The raw files. */
    BYTES
  }

  /** What becomes of transparency. */
  public enum Alpha {
    /** The alpha channel is dropped, as the reference does. */
    DROP,
    /** The image is laid on white. */
    WHITE
  }

  /** How 16-bit grey becomes 8-bit. */
  public enum Grey16 {
    /** Values above 255 become 255, as the reference does. */
    CLIP,
    /** Values are divided by 257. */
    SCALE
  }

  public static final String VALUE_FORMAT_CONFIG = "clip.image.value.format";
  private static final String VALUE_FORMAT_DOC =
      "What the values of the images topic are: avro (ImageEvent records) or bytes (the raw files).";

  public static final String MAX_BYTES_CONFIG = "clip.image.max.bytes";
  private static final String MAX_BYTES_DOC =
      "The largest image file. The topics and all clients are sized to it.";

  public static final String MAX_PIXELS_CONFIG = "clip.image.max.pixels";
  private static final String MAX_PIXELS_DOC =
      "The most pixels (width x height) of an image; checked before any are allocated.";

  public static final String ALPHA_CONFIG = "clip.image.alpha";
  private static final String ALPHA_DOC =
      "What becomes of transparency: drop (the colours as stored, as the reference does) or white"
          + " (the image is laid on white).";

  public static final String GREY16_CONFIG = "clip.image.grey16";
  private static final String GREY16_DOC =
      "How 16-bit grey becomes 8-bit: clip (values above 255 become white, as the reference does)"
          + " or scale (the whole range is kept).";

  public static final String URI_ALLOW_CONFIG = "clip.image.uri.allow";
  private static final String URI_ALLOW_DOC =
      "Prefixes of the URIs that may be fetched, such as https://images.example.com/ or"
          + " file:///srv/images/. Empty: none.";

  public static final String URI_PRIVATE_HOSTS_CONFIG = "clip.image.uri.private.hosts";
  private static final String URI_PRIVATE_HOSTS_DOC =
      "Hosts of clip.image.uri.allow that may have private or loopback addresses, such as minio. Any"
          + " other name that leads to one is refused; an address, or localhost, in"
          + " clip.image.uri.allow allows itself.";

  public static final String URI_TIMEOUT_CONFIG = "clip.image.uri.timeout";
  private static final String URI_TIMEOUT_DOC = "How long fetching one image by its URI may take.";

  public static final String URI_MAX_LENGTH_CONFIG = "clip.image.uri.max.length";
  private static final String URI_MAX_LENGTH_DOC =
      "The most characters of an image's URI, and of any that it redirects to.";

  public static final String URI_MAX_REDIRECTS_CONFIG = "clip.image.uri.max.redirects";
  private static final String URI_MAX_REDIRECTS_DOC =
      "How many redirects are followed to an image; each has to be allowed like the first URI.";

  public static final String THUMBNAIL_SIZE_CONFIG = "clip.thumbnail.size";
  private static final String THUMBNAIL_SIZE_DOC =
      "The longest side of the thumbnail in an enriched image, in pixels; 0 leaves it out.";

  private final Values values;

  ImageConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Images")
        .choice(VALUE_FORMAT_CONFIG, ValueFormat.AVRO, VALUE_FORMAT_DOC)
        .size(
            MAX_BYTES_CONFIG,
            "16MiB",
            DataSize.ofBytes(1),
            DataSize.ofMebibytes(1024),
            MAX_BYTES_DOC)
        .count(MAX_PIXELS_CONFIG, 64_000_000, Range.between(1, 700_000_000), MAX_PIXELS_DOC)
        .choice(ALPHA_CONFIG, Alpha.DROP, ALPHA_DOC)
        .choice(GREY16_CONFIG, Grey16.CLIP, GREY16_DOC)
        .list(URI_ALLOW_CONFIG, List.of(), Checks.distinct(true), URI_ALLOW_DOC)
        .list(URI_PRIVATE_HOSTS_CONFIG, List.of(), Checks.distinct(true), URI_PRIVATE_HOSTS_DOC)
        .duration(
            URI_TIMEOUT_CONFIG, "10s", Duration.ofMillis(1), Duration.ofMinutes(5), URI_TIMEOUT_DOC)
        .integer(URI_MAX_LENGTH_CONFIG, 4_096, Range.between(1, 65_536), URI_MAX_LENGTH_DOC)
        .integer(URI_MAX_REDIRECTS_CONFIG, 5, Range.between(0, 20), URI_MAX_REDIRECTS_DOC)
        .integer(THUMBNAIL_SIZE_CONFIG, 128, Range.between(0, 1024), THUMBNAIL_SIZE_DOC);
  }

  /** {@value #VALUE_FORMAT_CONFIG}. */
  public ValueFormat valueFormat() {
    return values.choice(VALUE_FORMAT_CONFIG, ValueFormat.class);
  }

  /** {@value #MAX_BYTES_CONFIG}. */
  public DataSize maxBytes() {
    return values.size(MAX_BYTES_CONFIG);
  }

  /** {@value #MAX_PIXELS_CONFIG}: width x height, at least 1. */
  public long maxPixels() {
    return values.count(MAX_PIXELS_CONFIG);
  }

  /** {@value #ALPHA_CONFIG}. */
  public Alpha alpha() {
    return values.choice(ALPHA_CONFIG, Alpha.class);
  }

  /** {@value #GREY16_CONFIG}. */
  public Grey16 grey16() {
    return values.choice(GREY16_CONFIG, Grey16.class);
  }

  /** {@value #URI_ALLOW_CONFIG}. */
  public List<String> uriAllow() {
    return values.list(URI_ALLOW_CONFIG);
  }

  /** {@value #URI_PRIVATE_HOSTS_CONFIG}. */
  public List<String> uriPrivateHosts() {
    return values.list(URI_PRIVATE_HOSTS_CONFIG);
  }

  /** {@value #URI_TIMEOUT_CONFIG}. */
  public Duration uriTimeout() {
    return values.duration(URI_TIMEOUT_CONFIG);
  }

  /** {@value #URI_MAX_LENGTH_CONFIG}: at least 1. */
  public int uriMaxLength() {
    return values.integer(URI_MAX_LENGTH_CONFIG);
  }

  /** {@value #URI_MAX_REDIRECTS_CONFIG}. */
  public int uriMaxRedirects() {
    return values.integer(URI_MAX_REDIRECTS_CONFIG);
  }

  /** {@value #THUMBNAIL_SIZE_CONFIG}: pixels; 0 stands for no thumbnail. */
  public int thumbnailSize() {
    return values.integer(THUMBNAIL_SIZE_CONFIG);
  }
}
