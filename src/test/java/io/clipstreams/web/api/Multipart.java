package io.clipstreams.web.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form with files, as a browser sends it. */
public final class Multipart {
  private static final String BOUNDARY = "----a-boundary-of-tests";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** Adds a field. */
  public Multipart field(String name, String value) {
    text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n");
    text(value + "\r\n");
    return this;
  }

  /** Adds a file. */
  public Multipart file(String name, String fileName, byte[] content) {
    text(
        "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"");
    text(fileName + "\"\r\nContent-Type: image/jpeg\r\n\r\n");
    body.writeBytes(content);
    text("\r\n");
    return this;
  }

  private void text(String some) {
    body.writeBytes(some.getBytes(StandardCharsets.UTF_8));
  }

  /** The header that goes with it. */
  public String contentType() {
    return "multipart/form-data; boundary=" + BOUNDARY;
  }

  /** All of it. */
  public byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(body.toByteArray());
    whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return whole.toByteArray();
  }
}
