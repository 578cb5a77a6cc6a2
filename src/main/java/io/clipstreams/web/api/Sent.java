package io.clipstreams.web.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a request holds, however it was sent. Its share of the memory for bodies is given back when
 * it is closed.
 */
final class Sent implements AutoCloseable {
  private final ObjectNode fields;
  private final boolean typed;
  private final List<Picture> files;
  private final Runnable release;

  /**
   * @param fields by name
   * @param typed whether the fields came as JSON, with their types
   * @param files image files that were sent as such
   * @param release is run when this is closed
   */
  Sent(ObjectNode fields, boolean typed, List<Picture> files, Runnable release) {
    this.fields = Objects.requireNonNull(fields, "fields");
    this.typed = typed;
    this.files = List.copyOf(files);
    this.release = Objects.requireNonNull(release, "release");
  }

  /**
   * The fields as a record.
   *
   * @throws io.clipstreams.web.ProblemException if they do not fit
   */
  <T> T as(Class<T> type) {
    return ApiJson.record(fields, type, typed);
  }

  /**
   * All images that were sent.
   *
   * @param single of the field {@code image}
   * @param several of the field {@code images}
   */
  List<Picture> pictures(Optional<byte[]> single, List<byte[]> several) {
    List<Picture> pictures = new ArrayList<>();
    single.ifPresent(bytes -> pictures.add(new Picture("image", bytes)));
    for (int i = 0; i < several.size(); i++) {
      pictures.add(new Picture("images[" + i + "]", several.get(i)));
    }
    pictures.addAll(files);
    return pictures;
  }

  @Override
  public void close() {
    release.run();
  }
}
