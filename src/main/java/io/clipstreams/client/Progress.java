package io.clipstreams.client;

/** Is told how far producing has come; called by one thread. */
public interface Progress extends AutoCloseable {
  /** One more item is done. */
  void step();

  /** No more steps follow. */
  @Override
  void close();

  /** Starts watching a task of a known number of items. */
  @FunctionalInterface
  interface Display {
    /**
     * Begins with no item done.
     *
     * @param task what is done, for people
     * @param items how many there are
     */
    Progress start(String task, long items);

    /** Shows nothing. */
    static Display silent() {
      return (task, items) ->
          new Progress() {
            @Override
            public void step() {}

            @Override
            public void close() {}
          };
    }
  }
}
