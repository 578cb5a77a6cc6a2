package io.clipstreams.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machine's chromium, without a window. */
final class InstalledBrowser implements AutoCloseable {
  /** Names another chromium than the one on the path. */
  static final String VARIABLE = "CLIP_TEST_CHROMIUM";

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final Playwright playwright;
  private final Browser browser;

  private InstalledBrowser(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(List.of("--disable-dev-shm-usage")));
  }

  /** Starts it; without one the tests are skipped with a word, and fail where CI=true. */
  static InstalledBrowser start() {
    Optional<Path> executable = find();
    if (executable.isEmpty()) {
      String missing =
          "not verified: the page needs chromium, as Debian's package has it (.ci/run installs it; "
              + VARIABLE
              + " names another one)";
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException(missing);
      }
      assumeTrue(false, "skipped: " + missing);
    }
    return new InstalledBrowser(executable.orElseThrow());
  }

  private static Optional<Path> find() {
    Optional<Path> named =
        Optional.ofNullable(System.getenv(VARIABLE)).filter(name -> !name.isBlank()).map(Path::of);
    return named.isPresent()
        ? named
        : NAMES.stream()
            .flatMap(
                name ->
                    Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, name)))
            .filter(Files::isExecutable)
            .findFirst();
  }

  /** Opens a page of the application. */
  ShownPage open(String address, ShownPage.Look look) {
    return new ShownPage(browser, address, look);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
