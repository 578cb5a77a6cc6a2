package io.clipstreams.inference;

import io.clipstreams.model.text.Tokens;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * Images and texts on their way to the model, put together to batches. What is ready goes at once
 * when the model is idle; while other images are still being prepared, those that are ready wait
 * for them, but not longer than the linger. Images and texts take turns. The last of what waits is
 * shared out among the runs that have nothing to do.
 */
final class BatchQueue {
  /** Beside those that the model reads: one that fills meanwhile, one that is full already. */
  private static final int MORE_BUFFERS = 2;

  private final BatchLimits limits;
  private final IntFunction<FloatBuffer> buffers;
  private final TextQueue texts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ImageBatch> free = new ArrayDeque<>();
  private final Deque<ImageBatch> filling = new ArrayDeque<>();
  private int made;
  private int preparing;
  private int idleRuns;
  private boolean textsNext;
  private boolean closed;

  /**
   * @param limits of batches
   * @param buffers make a direct buffer for the pixels of that many images
   */
  BatchQueue(BatchLimits limits, IntFunction<FloatBuffer> buffers) {
    this.limits = Objects.requireNonNull(limits, "limits");
    this.buffers = Objects.requireNonNull(buffers, "buffers");
    this.texts = new TextQueue(limits.textTokens());
  }

  /** What the model runs at once. */
  sealed interface Batch {
    /** Who waits for the rows, in order. */
    List<Row> rows();

    /** How long the one that waited longest waited, in nanoseconds. */
    long waited();
  }

  /**
   * Images.
   *
   * @param source holds the pixels; told when the model is done
   * @param pixels of the rows
   * @param rows who waits for them
   * @param waited how long the first to be ready waited, in nanoseconds
   */
  record Images(ImageBatch source, FloatBuffer pixels, List<Row> rows, long waited)
      implements Batch {}

  /**
   * Texts.
   *
   * @param tokens of each
   * @param rows who waits for them
   * @param waited how long the oldest waited, in nanoseconds
   */
  record Texts(List<Tokens> tokens, List<Row> rows, long waited) implements Batch {}

  /** An image is going to be prepared; one of {@link #ready} and {@link #unprepared} follows. */
  void preparing() {
    lock.lock();
    try {
      requireOpen();
      preparing++;
    } finally {
      lock.unlock();
    }
  }

  /** The image has failed before it had a slot. */
  void unprepared() {
    lock.lock();
    try {
      preparing--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A place for an image's pixels; waits while all buffers are full. */
  ImageBatch.Slot claim() throws InterruptedException {
    lock.lock();
    try {
      Optional<ImageBatch> open = openBatch();
      while (open.isEmpty()) {
        changed.await();
        open = openBatch();
      }
      return open.get().claim();
    } finally {
      lock.unlock();
    }
  }

  private Optional<ImageBatch> openBatch() {
    requireOpen();
    if (!filling.isEmpty() && filling.getLast().hasRoom()) {
      return Optional.of(filling.getLast());
    }
    ImageBatch next = free.poll();
    if (next == null && made < limits.runs() + MORE_BUFFERS) {
      made++;
      next = new ImageBatch(buffers.apply(limits.images()), limits.images());
    }
    if (next != null) {
      filling.add(next);
    }
    return Optional.ofNullable(next);
  }

  /** The image's pixels are in its slot. */
  void ready(ImageBatch.Slot slot, Row row) {
    boolean late;
    lock.lock();
    try {
      preparing--;
      slot.batch().ready(slot.index(), row, System.nanoTime());
      changed.signalAll();
      late = closed;
    } finally {
      lock.unlock();
    }
    if (late) {
      row.failed(new EncoderClosedException());
    }
  }

  /** The image has failed after it had a slot. */
  void abandoned(ImageBatch.Slot slot) {
    lock.lock();
    try {
      preparing--;
      slot.batch().abandoned();
      if (!slot.batch().beingWritten() && slot.batch().full() && slot.batch().size() == 0) {
        filling.remove(slot.batch());
        recycle(slot.batch());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A text is ready. */
  void add(Tokens tokens, Row row) {
    lock.lock();
    try {
      requireOpen();
      texts.add(new TextQueue.Waiting(tokens, row, System.nanoTime()));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next batch; waits for it. Empty when the queue was closed. */
  Optional<Batch> next() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        long imagesDueIn = imagesDueIn(now);
        boolean images = imagesDueIn <= 0;
        boolean text = texts.size() > 0;
        if (text && (textsNext || !images)) {
          textsNext = false;
          return Optional.of(takeTexts(now));
        }
        if (images) {
          textsNext = true;
          return Optional.of(takeImages(now));
        }
        idleRuns++;
        try {
          if (imagesDueIn == Long.MAX_VALUE) {
            changed.await();
          } else {
            changed.awaitNanos(imagesDueIn);
          }
        } finally {
          idleRuns--;
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds until the oldest batch of images is due: 0 now, the largest number not yet. */
  private long imagesDueIn(long now) {
    ImageBatch oldest = filling.peekFirst();
    if (oldest == null || oldest.size() == 0) {
      return Long.MAX_VALUE;
    }
    boolean complete = oldest.full() || preparing == 0;
    long lingers = complete ? 0 : limits.linger().toNanos() - (now - oldest.firstReady());
    if (lingers > 0) {
      return lingers;
    }
    oldest.closeClaims();
    return oldest.beingWritten() ? Long.MAX_VALUE : 0;
  }

  private Images takeImages(long now) {
    ImageBatch batch = filling.getFirst();
    boolean othersCome = preparing > 0 || filling.size() > 1;
    ImageBatch.Part part = batch.take(othersCome ? batch.size() : shared(batch.size()));
    if (batch.size() == 0) {
      filling.removeFirst();
    }
    return new Images(batch, part.pixels(), part.rows(), now - batch.firstReady());
  }

  /** This run's share of what waits. */
  private int shared(int waiting) {
    int runs = 1 + idleRuns;
    return (waiting + runs - 1) / runs;
  }

  private Texts takeTexts(long now) {
    List<TextQueue.Waiting> batch = texts.take(shared(texts.size()));
    long since = batch.stream().mapToLong(TextQueue.Waiting::since).min().orElse(now);
    return new Texts(
        batch.stream().map(TextQueue.Waiting::tokens).toList(),
        batch.stream().map(TextQueue.Waiting::row).toList(),
        now - since);
  }

  /** The model has read the batch; a buffer of which it has read everything is filled again. */
  void done(Images batch) {
    lock.lock();
    try {
      batch.source().done();
      if (batch.source().finished()) {
        recycle(batch.source());
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void recycle(ImageBatch batch) {
    batch.reset();
    free.add(batch);
  }

  /** Texts and images that wait for the model. */
  int depth() {
    lock.lock();
    try {
      return texts.size() + filling.stream().mapToInt(ImageBatch::size).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Images that are being prepared, or wait for it. */
  int beingPrepared() {
    lock.lock();
    try {
      return preparing;
    } finally {
      lock.unlock();
    }
  }

  /** Fails what waits, and all that comes. */
  void close() {
    List<Row> abandoned = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      filling.forEach(batch -> abandoned.addAll(batch.waiting()));
      texts.takeAll().forEach(text -> abandoned.add(text.row()));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    abandoned.forEach(row -> row.failed(new EncoderClosedException()));
  }

  private void requireOpen() {
    if (closed) {
      throw new EncoderClosedException();
    }
  }
}
