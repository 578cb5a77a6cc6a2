package io.clipstreams.inference;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A direct buffer whose slots are filled by several threads, and what waits for its rows. Its state
 * is guarded by its {@link BatchQueue}; the pixels of a claimed slot belong to who claimed it.
 */
final class ImageBatch {
  private final FloatBuffer pixels;
  private final int slotSize;
  private final List<Row> rows;
  private int claimed;
  private int writing;
  private int taken;
  private int running;
  private boolean closed;
  private long firstReady;

  ImageBatch(FloatBuffer pixels, int slots) {
    this.pixels = pixels;
    this.slotSize = pixels.capacity() / slots;
    this.rows = new ArrayList<>(slots);
    for (int i = 0; i < slots; i++) {
      rows.add(null);
    }
  }

  /**
   * A place for one image.
   *
   * @param batch it belongs to
   * @param index of the place
   * @param pixels to be filled
   */
  record Slot(ImageBatch batch, int index, FloatBuffer pixels) {}

  boolean hasRoom() {
    return !closed && claimed < rows.size();
  }

  Slot claim() {
    int index = claimed++;
    writing++;
    return new Slot(this, index, pixels.slice(index * slotSize, slotSize));
  }

  void ready(int index, Row row, long now) {
    if (size() == 0) {
      firstReady = now;
    }
    rows.set(index, row);
    writing--;
  }

  void abandoned() {
    writing--;
  }

  /** No more slots are given. */
  void closeClaims() {
    closed = true;
  }

  boolean beingWritten() {
    return writing > 0;
  }

  boolean full() {
    return claimed == rows.size();
  }

  /** Images that are ready and not taken. */
  int size() {
    return (int) rows.stream().filter(row -> row != null).count() - taken;
  }

  long firstReady() {
    return firstReady;
  }

  /**
   * Images that the model runs at once.
   *
   * @param pixels of the rows
   * @param rows who waits for them
   */
  record Part(FloatBuffer pixels, List<Row> rows) {}

  /**
   * Takes images that are ready; nothing is written any more. {@link #done} follows.
   *
   * @param most no more
   */
  Part take(int most) {
    if (taken == 0) {
      compact();
    }
    int from = taken;
    int images = Math.min(most, size());
    taken += images;
    running++;
    return new Part(
        pixels.slice(from * slotSize, images * slotSize),
        List.copyOf(rows.subList(from, from + images)));
  }

  /** The model has read a part that was taken. */
  void done() {
    running--;
  }

  /** Everything was taken and read. */
  boolean finished() {
    return running == 0 && size() == 0;
  }

  /** Who waits for what is not taken. */
  List<Row> waiting() {
    return rows.stream().skip(taken).filter(row -> row != null).toList();
  }

  /** Moves the last images to the places of those that failed, so that no gap is left. */
  private void compact() {
    int last = claimed - 1;
    for (int gap = 0; gap <= last; gap++) {
      while (last > gap && rows.get(last) == null) {
        last--;
      }
      if (rows.get(gap) == null && last > gap) {
        pixels.put(gap * slotSize, pixels, last * slotSize, slotSize);
        rows.set(gap, rows.get(last));
        rows.set(last, null);
      }
    }
  }

  /** Empty again. */
  void reset() {
    rows.replaceAll(row -> null);
    claimed = 0;
    writing = 0;
    taken = 0;
    closed = false;
  }
}
