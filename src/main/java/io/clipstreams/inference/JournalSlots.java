package io.clipstreams.inference;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The crash journal's bytes: a header (magic number, version, number of slots) and slots of equal
 * size (state, crashes, SHA-256). Not safe for use by several threads.
 */
final class JournalSlots {
  static final int SLOTS = 4096;

  private static final long MAGIC = 0x434C49504A524E4CL;
  private static final int VERSION = 1;
  private static final int HEADER = 16;
  private static final int CRASHES = 4;
  private static final int ID = 8;
  private static final int SLOT = ID + WorkId.BYTES;
  private static final int MOST_CRASHES = 1000;

  static final int BYTES = HEADER + SLOTS * SLOT;

  private final ByteBuffer bytes;

  JournalSlots(ByteBuffer bytes) {
    if (bytes.capacity() != BYTES) {
      throw new IllegalArgumentException(bytes.capacity() + " bytes != " + BYTES);
    }
    this.bytes = bytes;
  }

  /** What a slot holds. */
  enum State {
    /** Nothing. */
    FREE(0),
    /** What an earlier run died of, perhaps. */
    REMEMBERED(1),
    /** What native code is at. */
    AT_WORK(2);

    private final int code;

    State(int code) {
      this.code = code;
    }
  }

  /** Whether this version has written it. */
  boolean isReadable() {
    return bytes.getLong(0) == MAGIC && bytes.getInt(8) == VERSION && bytes.getInt(12) == SLOTS;
  }

  boolean isBlank() {
    return bytes.getLong(0) == 0;
  }

  void clear() {
    for (int slot = 0; slot < SLOTS; slot++) {
      free(slot);
    }
    bytes.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, SLOTS);
  }

  /** A slot that makes no sense is free. */
  State state(int slot) {
    int code = bytes.getInt(at(slot));
    if (crashes(slot) >= 0 && crashes(slot) <= MOST_CRASHES) {
      for (State state : List.of(State.REMEMBERED, State.AT_WORK)) {
        if (state.code == code) {
          return state;
        }
      }
    }
    return State.FREE;
  }

  int crashes(int slot) {
    return bytes.getInt(at(slot) + CRASHES);
  }

  WorkId id(int slot) {
    byte[] sha256 = new byte[WorkId.BYTES];
    bytes.get(at(slot) + ID, sha256);
    return new WorkId(ByteBuffer.wrap(sha256));
  }

  void write(int slot, State state, int crashes, WorkId id) {
    bytes.putInt(at(slot) + CRASHES, Math.min(crashes, MOST_CRASHES));
    bytes.put(at(slot) + ID, id.sha256(), id.sha256().position(), WorkId.BYTES);
    // The process may die between any two of these: the state comes last.
    VarHandle.releaseFence();
    bytes.putInt(at(slot), state.code);
    VarHandle.fullFence();
  }

  void free(int slot) {
    bytes.putInt(at(slot), State.FREE.code);
  }

  private static int at(int slot) {
    return HEADER + slot * SLOT;
  }
}
