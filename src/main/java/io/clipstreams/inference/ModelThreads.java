package io.clipstreams.inference;

/**
 * How the model uses the cores of a CPU: several batches at once, each on few cores, rather than
 * one batch on all. A batch that is spread over cores leaves each of them waiting for the others
 * after every step, and before it starts it waits for all of them to be free; with few cores a run
 * neither happens.
 *
 * @param runs how many batches run at once, at least 1
 * @param coresOfRun cores that each of them takes when all run, at least 1
 */
public record ModelThreads(int runs, int coresOfRun) {
  /** Unless configured: with more a single picture takes longer. Measured on two cores only. */
  private static final int MOST_RUNS = 4;

  public ModelThreads {
    if (runs < 1 || coresOfRun < 1) {
      throw new IllegalArgumentException(
          "runs and their cores must be at least 1, not %d and %d".formatted(runs, coresOfRun));
    }
  }

  /**
   * Shares cores out.
   *
   * @param cores of the machine
   * @param configured how many a run takes, {@code clip.inference.threads}; 0 for one in four, so
   *     that four run at once
   */
  public static ModelThreads on(int cores, int configured) {
    int ofRun = configured > 0 ? configured : (cores + MOST_RUNS - 1) / MOST_RUNS;
    return new ModelThreads(Math.max(1, cores / ofRun), ofRun);
  }

  /**
   * Threads of a session's pool. The thread that calls it works too, so each run brings one of its
   * own; a run that is alone has the whole pool.
   */
  public int sessionThreads() {
    return runs * (coresOfRun - 1) + 1;
  }
}
