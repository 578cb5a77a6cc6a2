package io.clipstreams.inference;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Runs what calls native code, and notes what it is given in the {@link CrashJournal}. What is
 * suspect runs while nothing else does, so that a crash is its own.
 *
 * <p>Nothing that waits for another thread's native work may be run by it: that could wait in turn,
 * behind a suspect, for this to end.
 */
final class NativeWork {
  private final CrashJournal journal;
  private final ReadWriteLock company = new ReentrantReadWriteLock();
  private boolean ended;

  NativeWork(CrashJournal journal) {
    this.journal = Objects.requireNonNull(journal, "journal");
  }

  /** What is run. */
  @FunctionalInterface
  interface Task<T, E extends Exception> {
    T run() throws E;
  }

  CrashJournal.Standing standing(WorkId id) {
    return journal.standing(id);
  }

  /** Runs beside others. */
  <T, E extends Exception> T inCompany(List<WorkId> work, Task<T, E> task) throws E {
    return noted(company.readLock(), work, task);
  }

  /** Waits until nothing runs, and lets nothing else run meanwhile. */
  <T, E extends Exception> T alone(WorkId work, Task<T, E> task) throws E {
    return noted(company.writeLock(), List.of(work), task);
  }

  /**
   * Waits until nothing runs, and does this last: what comes later fails with {@link
   * EncoderClosedException}.
   *
   * @param limit how long to wait
   * @return false if something still runs; nothing was done then
   */
  boolean end(Duration limit, Runnable last) throws InterruptedException {
    if (!company.writeLock().tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      ended = true;
      last.run();
      return true;
    } finally {
      company.writeLock().unlock();
    }
  }

  /** An error counts as a crash, since it may well end the process: its note stays. */
  private <T, E extends Exception> T noted(Lock lock, List<WorkId> work, Task<T, E> task) throws E {
    lock.lock();
    try {
      if (ended) {
        throw new EncoderClosedException();
      }
      CrashJournal.Note note = journal.begin(work);
      boolean died = false;
      try {
        return task.run();
      } catch (Error error) {
        died = true;
        throw error;
      } finally {
        if (!died) {
          note.done();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
