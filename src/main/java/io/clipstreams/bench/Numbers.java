package io.clipstreams.bench;

/**
 * Numbers that were not used before in this process's run, so that no cache knows their records.
 */
final class Numbers {
  private int next;

  /** The first of so many new ones. */
  int take(int count) {
    int first = next;
    next += count;
    return first;
  }
}
