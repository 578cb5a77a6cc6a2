package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesktopBrowserTest {
  private static final URI ADDRESS = URI.create("http://127.0.0.1:8080");

  private final List<List<String>> started = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, NONE, open",
    "Windows 11, NONE, rundll32",
    "Linux, DISPLAY, xdg-open",
    "FreeBSD, WAYLAND_DISPLAY, xdg-open"
  })
  void theDesktopsOwnCommandGetsTheAddress(String system, String variable, String command) {
    assertThat(new DesktopBrowser(system, Map.of(variable, ":0"), started::add).open(ADDRESS))
        .isTrue();
    assertThat(started).hasSize(1);
    assertThat(started.get(0)).first().isEqualTo(command);
    assertThat(started.get(0)).last().isEqualTo(ADDRESS.toString());
  }

  @Test
  void withoutADesktopNothingIsStarted() {
    DesktopBrowser browser = new DesktopBrowser("Linux", Map.of("DISPLAY", ""), started::add);
    assertThat(browser.open(ADDRESS)).isFalse();
    assertThat(started).isEmpty();
  }

  @Test
  void aMissingCommandIsNoFailure() {
    DesktopBrowser browser =
        new DesktopBrowser(
            "Linux",
            Map.of("DISPLAY", ":0"),
            command -> {
              throw new IOException("no such file");
            });
    assertThat(browser.open(ADDRESS)).isFalse();
  }
}
