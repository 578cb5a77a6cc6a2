package io.clipstreams.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A page in a browser, and everything that went wrong in it. */
final class ShownPage implements AutoCloseable {
  private static final Path BASE = Path.of(System.getProperty("clip.test.basedir", "."));
  private static final Path SCREENSHOTS = BASE.resolve("target/screenshots");

  /**
   * With {@code -Dclip.docs.write=true} these go into the documentation, seen wide and light, so
   * many pixels from the top: below 400 kB each, without loss.
   */
  private static final Map<String, Integer> DOCUMENTED =
      Map.of("live", 800, "alerts", 800, "search", 700, "compare", 800, "detect", 800);

  private static final double PATIENCE_MS = 20_000;

  /** Before anything of the page runs: violations of its policy, and a mark that scripts set. */
  private static final String WATCH =
      """
      window.hit = 0;
      window.violations = [];
      document.addEventListener('securitypolicyviolation',
        event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
      """;

  /** May be asked for a moment too early, and is asked for again: what counts is that it comes. */
  private static final String THUMBNAIL = "/thumbnail";

  private static final String SEEN =
      """
      () => [...document.images]
        .filter(image => { const at = image.getBoundingClientRect();
          return at.width > 0 && at.bottom > 0 && at.top < innerHeight; })
        .every(image => image.complete && image.naturalWidth > 0)
      """;

  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  private static final String OVERFLOW =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  private final BrowserContext context;
  private final Page page;
  private final Look look;
  private final List<String> faults = new CopyOnWriteArrayList<>();

  /** A window's width and the colours that its user prefers. */
  enum Look {
    WIDE_LIGHT(1280, 800, ColorScheme.LIGHT),
    WIDE_DARK(1280, 800, ColorScheme.DARK),
    PHONE_LIGHT(390, 844, ColorScheme.LIGHT),
    PHONE_DARK(390, 844, ColorScheme.DARK);

    private final int width;
    private final int height;
    private final ColorScheme colours;

    Look(int width, int height, ColorScheme colours) {
      this.width = width;
      this.height = height;
      this.colours = colours;
    }

    String fileName(String view) {
      return "%s-%d-%s.png"
          .formatted(view, width, colours.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  ShownPage(Browser browser, String address, Look look) {
    this.look = look;
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(look.width, look.height)
                .setColorScheme(look.colours)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setAcceptDownloads(true));
    context.setDefaultTimeout(PATIENCE_MS);
    context.addInitScript(WATCH);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())
              && !message.location().contains(THUMBNAIL)) {
            faults.add("console: " + message.text());
          }
        });
    page.onPageError(error -> faults.add("script: " + error));
    String origin = address.substring(0, address.indexOf('/', "http://".length()));
    page.onRequest(
        request -> {
          String url = request.url();
          if (!url.startsWith(origin + "/")
              && !url.startsWith("blob:")
              && !url.startsWith("data:")) {
            faults.add("request to elsewhere: " + url);
          }
        });
    page.onRequestFailed(
        request -> {
          // A view that is left gives up what it asked for; the stream of events never ends.
          if (!request.failure().contains("ERR_ABORTED")) {
            faults.add("request: " + request.url() + " " + request.failure());
          }
        });
    page.onResponse(
        response -> {
          if (response.status() >= 400 && !response.url().contains(THUMBNAIL)) {
            faults.add("answer: " + response.status() + " " + response.url());
          }
        });
    page.onDialog(
        dialog -> {
          faults.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.navigate(address);
  }

  Page page() {
    return page;
  }

  /** The part of the page that is shown. */
  Locator view() {
    return page.locator("[role=tabpanel]:not([hidden])");
  }

  /** Goes to a tab as its user does. */
  void choose(String tab) {
    page.locator("#tab-" + tab).click();
    page.locator("#panel-" + tab).waitFor();
  }

  /** Writes a picture of what is in the window to {@code target/screenshots}. */
  void capture(String name) {
    awaitPictures();
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(look.fileName(name))));
    if (Boolean.getBoolean("clip.docs.write")
        && look == Look.WIDE_LIGHT
        && DOCUMENTED.containsKey(name)) {
      Path picture = BASE.resolve("docs/images/page-" + name + ".png");
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(picture)
              .setClip(0, 0, look.width, DOCUMENTED.get(name)));
    }
  }

  /** Asked again and again from here: what the page itself repeats its policy would not let run. */
  private void awaitPictures() {
    Awaitility.await("pictures in the window")
        .pollInSameThread()
        .atMost(Duration.ofMillis((long) PATIENCE_MS))
        .until(() -> (Boolean) page.evaluate(SEEN));
  }

  /** Takes note of a fault that the test asked for. */
  void expect(String part) {
    assertThat(faults).anySatisfy(fault -> assertThat(fault).contains(part));
    faults.removeIf(fault -> fault.contains(part));
  }

  /** Nothing failed, nothing hostile ran, nothing is wider than the window. */
  void assertSound() {
    awaitPictures();
    assertThat(faults).as("faults in the page").isEmpty();
    assertThat(page.evaluate("window.violations")).as("violations").isEqualTo(List.of());
    assertThat(page.evaluate("window.hit")).as("scripts in records that ran").isEqualTo(0);
    assertThat(page.evaluate(OVERFLOW)).as("pixels wider than the window").isEqualTo(0);
  }

  /** What axe-core finds by the rules of WCAG 2.2, A and AA, and by those of good practice. */
  void assertAccessible() {
    List<Rule> violations = new AxeBuilder(page).withTags(RULES).analyze().getViolations();
    assertThat(violations)
        .as("accessibility of %s", page.url())
        .extracting(
            rule ->
                rule.getId()
                    + ": "
                    + rule.getNodes().stream().map(node -> String.valueOf(node.getHtml())).toList())
        .isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
