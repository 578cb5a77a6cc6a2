package io.clipstreams.app;

import java.util.Objects;
import java.util.function.Supplier;

/** A text that is made when somebody first wants it, and then kept. Safe for several threads. */
final class LazyText {
  private Supplier<String> source;

  /**
   * @param making makes it; waits for nothing
   */
  LazyText(Supplier<String> making) {
    this.source = Objects.requireNonNull(making, "making");
  }

  synchronized String get() {
    String text = source.get();
    source = () -> text;
    return text;
  }
}
