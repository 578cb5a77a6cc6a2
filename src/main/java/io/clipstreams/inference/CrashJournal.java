package io.clipstreams.inference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what native code is given, in a small file that is mapped into memory: what is written
 * there outlives the process, however it dies. What the last run was at when it died is a suspect;
 * what two runs died at is convicted. A run that ends in order leaves nothing behind but what it
 * had an {@link Error} at. Safe for use by several threads.
 */
public final class CrashJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CrashJournal.class);

  /** The first may have been a neighbour's. */
  static final int CONVICTING_CRASHES = 2;

  /** Of what earlier runs were at, so much at most; the rest of the slots is for this run. */
  private static final int MOST_REMEMBERED = JournalSlots.SLOTS / 2;

  private final JournalSlots slots;
  private final AutoCloseable file;
  private final Deque<Integer> free = new ArrayDeque<>();
  private final Map<WorkId, Integer> remembered = new ConcurrentHashMap<>();

  private CrashJournal(ByteBuffer bytes, AutoCloseable file) {
    this.slots = new JournalSlots(bytes);
    this.file = file;
    recover();
  }

  /** How something stands. */
  enum Standing {
    /** No run died at it. */
    CLEAR,
    /** One did: it is tried once more, alone. */
    SUSPECT,
    /** Several did: it is not tried again. */
    CONVICTED
  }

  /**
   * Opens a journal, and takes what the last run has left in it. One of another version, or a
   * damaged one, counts as empty.
   *
   * @param path the file; it and its folder are made if they are missing
   * @throws IOException if it cannot be written, or is another process's
   */
  public static CrashJournal open(Path path) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = lock(channel, path);
      if (channel.size() != JournalSlots.BYTES) {
        // Written, not just mapped: a full disk must show now, not when a page is touched.
        channel.truncate(0).write(ByteBuffer.allocate(JournalSlots.BYTES), 0);
      }
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, JournalSlots.BYTES);
      return new CrashJournal(
          bytes,
          () -> {
            lock.release();
            channel.close();
          });
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  private static FileLock lock(FileChannel channel, Path path) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException here) {
      throw inUse(path, here);
    }
    if (lock == null) {
      throw inUse(path, null);
    }
    return lock;
  }

  private static IOException inUse(Path path, RuntimeException cause) {
    return new IOException(
        path + " is in use: each instance of the application needs a state.dir of its own", cause);
  }

  /** A journal that no other run will read. */
  public static CrashJournal inMemory() {
    return new CrashJournal(ByteBuffer.allocate(JournalSlots.BYTES), () -> {});
  }

  private void recover() {
    if (!slots.isReadable()) {
      if (!slots.isBlank()) {
        LOG.warn("The crash journal is damaged or of another version: it starts empty");
      }
      slots.clear();
    }
    List<Integer> left =
        IntStream.range(0, JournalSlots.SLOTS)
            .filter(slot -> slots.state(slot) != JournalSlots.State.FREE)
            .boxed()
            .sorted(Comparator.comparing(this::rank))
            .toList();
    for (int slot : left) {
      int crashes = crashesUpToNow(slot);
      WorkId id = slots.id(slot);
      if (remembered.size() < MOST_REMEMBERED && remembered.putIfAbsent(id, slot) == null) {
        slots.write(slot, JournalSlots.State.REMEMBERED, crashes, id);
      } else {
        slots.free(slot);
      }
    }
    for (int slot = 0; slot < JournalSlots.SLOTS; slot++) {
      if (slots.state(slot) == JournalSlots.State.FREE) {
        free.add(slot);
      }
    }
    tell();
  }

  /** Where there is no room for all: the convicted first, then what the last run was at. */
  private int rank(int slot) {
    if (crashesUpToNow(slot) >= CONVICTING_CRASHES) {
      return 0;
    }
    return slots.state(slot) == JournalSlots.State.AT_WORK ? 1 : 2;
  }

  private int crashesUpToNow(int slot) {
    boolean atWork = slots.state(slot) == JournalSlots.State.AT_WORK;
    return slots.crashes(slot) + (atWork ? 1 : 0);
  }

  private void tell() {
    long convicted =
        remembered.values().stream()
            .filter(slot -> slots.crashes(slot) >= CONVICTING_CRASHES)
            .count();
    if (!remembered.isEmpty()) {
      LOG.warn(
          "The last run died while images or texts were decoded or embedded: {} of them are tried again"
              + " one at a time, {} are left out, since another run died at them before",
          remembered.size() - convicted,
          convicted);
    }
  }

  Standing standing(WorkId id) {
    Integer slot = remembered.get(id);
    if (slot == null) {
      return Standing.CLEAR;
    }
    return slots.crashes(slot) >= CONVICTING_CRASHES ? Standing.CONVICTED : Standing.SUSPECT;
  }

  /** Notes what is going to be given to native code; for which there is no room is not noted. */
  synchronized Note begin(List<WorkId> work) {
    int[] noted = new int[work.size()];
    int count = 0;
    for (WorkId id : work) {
      Integer known = remembered.get(id);
      if (known == null && free.isEmpty()) {
        continue;
      }
      int slot = known == null ? free.pop() : known;
      int crashes = known == null ? 0 : slots.crashes(slot);
      slots.write(slot, JournalSlots.State.AT_WORK, crashes, id);
      noted[count++] = slot;
    }
    return new Note(IntStream.of(noted).limit(count).toArray());
  }

  private synchronized void end(int[] noted) {
    for (int slot : noted) {
      remembered.remove(slots.id(slot), slot);
      slots.free(slot);
      free.push(slot);
    }
  }

  /** What is being worked at. */
  final class Note {
    private final int[] noted;

    private Note(int[] noted) {
      this.noted = noted;
    }

    /** The process has outlived it: nothing of it is suspect any more. */
    void done() {
      end(noted);
    }
  }

  /** Forgets the suspects, and the convicted: who wants them tried again restarts. */
  @Override
  public synchronized void close() {
    remembered.values().stream()
        .filter(slot -> slots.state(slot) == JournalSlots.State.REMEMBERED)
        .forEach(slots::free);
    remembered.clear();
    try {
      file.close();
    } catch (Exception failure) {
      throw new IllegalStateException("the crash journal cannot be closed: " + failure, failure);
    }
  }
}
