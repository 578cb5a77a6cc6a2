package io.clipstreams.inference;

import java.util.concurrent.Semaphore;

/**
 * Shares the machine's cores between the runs of the model and the threads that prepare images.
 * Either waits while all are taken: more threads than cores would push each other's data out of the
 * caches, and a run's own threads would wait for each other, so that all would take longer than one
 * after the other.
 */
final class Cores {
  private final Semaphore free;
  private final int ofRun;

  /**
   * @param all cores that are shared
   * @param ofRun cores that a run of the model takes; 0 if it runs elsewhere
   */
  Cores(int all, int ofRun) {
    // Fair: the model waits for no more images than there are threads, and these for its runs.
    this.free = new Semaphore(all, true);
    this.ofRun = Math.min(ofRun, all);
  }

  /** Waits for the cores of a run of the model; {@link #modelDone} follows. */
  void awaitForModel() throws InterruptedException {
    free.acquire(ofRun);
  }

  void modelDone() {
    free.release(ofRun);
  }

  /** Waits for a core to prepare an image on; {@link #imageDone} follows. */
  void awaitForImage() throws InterruptedException {
    free.acquire();
  }

  void imageDone() {
    free.release();
  }
}
