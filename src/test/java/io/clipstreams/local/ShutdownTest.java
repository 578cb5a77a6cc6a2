package io.clipstreams.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesInReverseOnceAndPastFailures() throws Exception {
    Shutdown shutdown = Shutdown.atExit();
    shutdown.add("broker", part("broker"));
    shutdown.add("broken", () -> fail());
    shutdown.add("application", part("application"));

    shutdown.close();
    shutdown.close();
    shutdown.await();

    assertThat(closed).containsExactly("application", "broker");
  }

  @Test
  void aPartThatStartsTooLateIsClosedAtOnce() {
    Shutdown shutdown = Shutdown.atExit();
    shutdown.close();

    assertThatThrownBy(() -> shutdown.add("broker", part("broker")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broker");
    assertThat(closed).containsExactly("broker");
  }

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }

  private static void fail() {
    throw new IllegalStateException("stuck");
  }
}
