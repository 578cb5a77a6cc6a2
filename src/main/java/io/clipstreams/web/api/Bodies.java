package io.clipstreams.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.clipstreams.web.ProblemException;
import io.javalin.http.Context;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads bodies: JSON, forms with files, and image files as they are. No file is written: a body is
 * held in memory, and so many bytes of them at a time as configured. The server itself has bounded
 * the size of each and the time that it may take to arrive.
 */
public final class Bodies {
  private static final String MULTIPART_CONFIG = "org.eclipse.jetty.multipartConfig";
  private static final String FILE_PART = "image";
  private static final String FORM = "multipart/form-data";
  private static final int KIBIBYTE = 1_024;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final long maxBytes;
  private final Semaphore kibibytes;

  /**
   * @param maxBytes of one body
   * @param totalBytes of all bodies that are held at a time; at least as many
   */
  public Bodies(long maxBytes, long totalBytes) {
    if (totalBytes < maxBytes) {
      throw new IllegalArgumentException(
          "bodies may take %d bytes in all and one alone %d".formatted(totalBytes, maxBytes));
    }
    this.maxBytes = maxBytes;
    // Fair, so that a large one gets its turn.
    this.kibibytes = new Semaphore(Math.toIntExact(totalBytes / KIBIBYTE), true);
  }

  /**
   * Reads a body, and the query with it.
   *
   * @throws ProblemException if it cannot be read, or there is no memory for it now
   */
  Sent read(Context context) {
    String type = mediaType(context);
    requireKnown(type);
    Runnable release = reserve(context);
    try {
      if (isJson(type)) {
        ObjectNode fields = ApiJson.object(all(context.bodyInputStream()));
        boolean typed = context.queryParamMap().isEmpty();
        return new Sent(addQuery(fields, context), typed, List.of(), release);
      }
      ObjectNode fields = addQuery(ApiJson.emptyObject(), context);
      List<Picture> files =
          type.equals(FORM)
              ? form(context, fields)
              : List.of(new Picture("image", all(context.bodyInputStream())));
      return new Sent(fields, false, files, release);
    } catch (IOException | RuntimeException failure) {
      release.run();
      throw refused(failure);
    }
  }

  /** The query alone. */
  static Sent query(Context context) {
    return new Sent(addQuery(ApiJson.emptyObject(), context), false, List.of(), () -> {});
  }

  private static RuntimeException refused(Exception failure) {
    if (failure instanceof RuntimeException known) {
      return known;
    }
    return ProblemException.badRequest(
        "the body did not arrive as announced: " + failure.getMessage(), failure);
  }

  private static String mediaType(Context context) {
    String header = Optional.ofNullable(context.contentType()).orElse("");
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.endsWith("+json");
  }

  private static void requireKnown(String type) {
    boolean file = type.startsWith("image/") || type.equals("application/octet-stream");
    if (!isJson(type) && !file && !type.equals(FORM)) {
      throw ProblemException.unsupportedMediaType(
          "Content-Type '%s' is not read here: send application/json, multipart/form-data, or an image file as image/* or application/octet-stream"
              .formatted(type));
    }
  }

  private Runnable reserve(Context context) {
    long announced = context.req().getContentLengthLong();
    if (announced > maxBytes) {
      throw ProblemException.tooLarge(
          "the body has %d bytes, clip.http.request.max.bytes allows %d"
              .formatted(announced, maxBytes));
    }
    int share = (int) ((announced < 0 ? maxBytes : announced) / KIBIBYTE) + 1;
    // tryAcquire without a time would go before those who wait, and nobody waits here.
    if (!kibibytes.tryAcquire(Math.min(share, limit()))) {
      throw ProblemException.unavailable(
          "too many large requests at a time; try again", SOON, null);
    }
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        kibibytes.release(Math.min(share, limit()));
      }
    };
  }

  private int limit() {
    return Math.toIntExact(maxBytes / KIBIBYTE);
  }

  private static ObjectNode addQuery(ObjectNode fields, Context context) {
    context.queryParamMap().forEach((name, values) -> add(fields, name, values));
    return fields;
  }

  private static void add(ObjectNode fields, String name, List<String> values) {
    for (String value : values) {
      JsonNode before = fields.get(name);
      if (before == null) {
        fields.put(name, value);
      } else if (before instanceof ArrayNode several) {
        several.add(value);
      } else if (before instanceof TextNode) {
        fields.putArray(name).add(before).add(value);
      } else {
        throw ProblemException.badRequest("'" + name + "' is in the query and in the body");
      }
    }
  }

  private List<Picture> form(Context context, ObjectNode fields) throws IOException {
    List<Picture> files = new ArrayList<>();
    for (Part part : parts(context)) {
      String name = Optional.ofNullable(part.getName()).orElse("");
      try (InputStream content = part.getInputStream()) {
        if (name.equals(FILE_PART)) {
          String file = Optional.ofNullable(part.getSubmittedFileName()).orElse("");
          files.add(new Picture(file.isBlank() ? FILE_PART : file, content.readAllBytes()));
        } else {
          String value = new String(content.readAllBytes(), StandardCharsets.UTF_8);
          add(fields, name, List.of(value));
        }
      } finally {
        part.delete();
      }
    }
    return files;
  }

  /** A part never becomes a file: parts may be as large as the body, which is bounded. */
  private Collection<Part> parts(Context context) throws IOException {
    int inMemory = (int) Math.min(Integer.MAX_VALUE, maxBytes);
    context
        .req()
        .setAttribute(
            MULTIPART_CONFIG, new MultipartConfigElement("", maxBytes, maxBytes, inMemory));
    try {
      return context.req().getParts();
    } catch (ServletException | IllegalStateException malformed) {
      if (serverLimit(malformed).isPresent()) {
        throw serverLimit(malformed).get();
      }
      throw ProblemException.badRequest(
          "the form cannot be read: " + malformed.getMessage(), malformed);
    }
  }

  private static Optional<RuntimeException> serverLimit(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.eclipse.jetty.http.HttpException.RuntimeException limit) {
        return Optional.of(limit);
      }
    }
    return Optional.empty();
  }

  private byte[] all(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
    if (bytes.length > maxBytes) {
      throw ProblemException.tooLarge(
          "the body has more than %d bytes (clip.http.request.max.bytes)".formatted(maxBytes));
    }
    return bytes;
  }

  /** What is free now, for tests: in kibibytes. */
  int free() {
    return kibibytes.availablePermits();
  }
}
