package io.clipstreams.inference;

import java.util.concurrent.Semaphore;

/**
 * Shares the machine's cores between the model and the threads that prepare images. A run of the
 * model takes all cores that it spreads over: were images decoded meanwhile, each would push the
 * other's data out of the caches and keep its threads waiting for each other, and both would take
 * longer than one after the other.
 */
final class Cores {
  private final Semaphore free;
  private final int ofModel;

  /**
   * @param all cores that are shared
   * @param ofModel cores that a run of the model takes; 0 if it runs elsewhere
   */
  Cores(int all, int ofModel) {
    // Fair: the model waits for no more images than there are threads, and these for one run.
    this.free = new Semaphore(all, true);
    this.ofModel = Math.min(ofModel, all);
  }

  /** Waits for the cores of a run of the model; {@link #modelDone} follows. */
  void awaitForModel() throws InterruptedException {
    free.acquire(ofModel);
  }

  void modelDone() {
    free.release(ofModel);
  }

  /** Waits for a core to prepare an image on; {@link #imageDone} follows. */
  void awaitForImage() throws InterruptedException {
    free.acquire();
  }

  void imageDone() {
    free.release();
  }
}
