package io.clipstreams.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import io.clipstreams.page.ShownPage.Look;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every tab with all samples: {@code mvn -P browser verify}. */
@Tag("browser")
class PagesIT {
  private static final double PATIENCE_MS = 30_000;
  private static final Path SAMPLES =
      Path.of(System.getProperty("clip.test.basedir", "."), "src/main/resources/samples");
  private static final int ALL = 10;

  private static InstalledBrowser browser;
  private static ShownApplication application;

  @BeforeAll
  static void start() {
    browser = InstalledBrowser.start();
    setDefaultAssertionTimeout(PATIENCE_MS);
    application = ShownApplication.start();
    application.labels(
        "default",
        List.of(
            "hammer",
            "screwdriver",
            "solar panel",
            "windmill",
            "fish",
            "bucket",
            "moose",
            "frying pan",
            "hamburger",
            "dog"));
    application.produceSamples(application.sampleIds());
    try (ShownPage shown = browser.open(application.address(), Look.WIDE_LIGHT)) {
      assertThat(shown.page().locator("[data-figure=held]")).hasText("10");
      assertThat(shown.page().locator("[data-figure=said]")).hasText("20");
    }
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  /** In every width and colour: pictures for people to look at, and what machines can check. */
  @ParameterizedTest
  @EnumSource(Look.class)
  void liveAndAlertsAreSoundAndAccessible(Look look) {
    try (ShownPage shown = browser.open(application.address(), look)) {
      assertThat(shown.view().locator("article")).hasCount(ALL);
      assertThat(shown.view().locator(".caption")).hasCount(2 * ALL);
      look(shown, "live");

      Locator picture = shown.view().locator("article .picture-button").first();
      picture.click();
      assertThat(shown.page().locator("dialog")).containsText("pixels");
      look(shown, "details");
      shown.page().keyboard().press("Escape");
      assertThat(shown.page().locator("dialog")).hasCount(0);
      assertThat(picture).isFocused();

      shown.choose("alerts");
      assertThat(shown.view().locator(".alert-row")).hasCount(ALL);
      look(shown, "alerts");
      shown.view().getByLabel("Reason", labelled()).selectOption("IMAGE_FAILED");
      assertThat(shown.view().getByText("No such alerts")).isVisible();
      look(shown, "alerts-none");
    }
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void searchIsSoundAndAccessible(Look look) {
    try (ShownPage shown = browser.open(application.address() + "#/search", look)) {
      assertThat(shown.view().getByText("What are you looking for?")).isVisible();
      look(shown, "search-begin");
      search(shown, "an animal");
      look(shown, "search");
      shown.view().getByText("Captions", exactly()).click();
      shown.view().locator(".caption-hit").first().waitFor();
      look(shown, "search-captions");
      shown.view().locator(".filters summary").click();
      shown.view().getByLabel("Least similarity").fill("0.999");
      shown.page().keyboard().press("Enter");
      assertThat(shown.view().locator(".empty")).containsText("Nothing passes the filters");
      look(shown, "search-none");
    }
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void compareIsSoundAndAccessible(Look look) {
    try (ShownPage shown = browser.open(application.address() + "#/compare", look)) {
      assertThat(shown.view().locator(".empty")).isVisible();
      look(shown, "compare-begin");
      compareLatest(shown);
      look(shown, "compare");
    }
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void detectIsSoundAndAccessible(Look look, @TempDir Path directory) throws IOException {
    Path collage = SampleSheet.write(SAMPLES, application.sampleIds(), directory);
    try (ShownPage shown = browser.open(application.address() + "#/detect", look)) {
      assertThat(shown.view().getByText("No picture yet")).isVisible();
      look(shown, "detect-begin");
      detect(shown, collage, "a fish", "a frying pan", "a bicycle");
      assertThat(shown.view().locator(".boxes li").first()).containsText("cosine");
      assertThat(shown.view().locator("canvas")).isInViewport();
      look(shown, "detect");
      chip(shown, "bicycle").click();
      assertThat(shown.view().locator(".remark")).containsText("Not found");
      look(shown, "detect-none");
    }
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void labelsAreSoundAndAccessible(Look look) {
    try (ShownPage shown = browser.open(application.address() + "#/labels", look)) {
      shown.view().locator("textarea").first().waitFor();
      look(shown, "labels");
      shown.view().getByText("New set").click();
      shown.view().locator("form.editor button[type=submit]").click();
      assertThat(shown.view().locator("form.editor")).containsText("A set needs a name.");
      look(shown, "labels-invalid");
    }
  }

  private static void look(ShownPage shown, String name) {
    shown.capture(name);
    shown.assertAccessible();
    shown.assertSound();
  }

  private static void search(ShownPage shown, String text) {
    shown.choose("search");
    shown.view().locator("input[type=search]").fill(text);
    shown.view().locator(".hit").first().waitFor();
  }

  private static void compareLatest(ShownPage shown) {
    shown.view().getByText("Latest pictures with their captions").first().click();
    shown.view().locator(".heat").waitFor();
    shown.view().locator(".heat td.own").first().hover();
  }

  private static void detect(ShownPage shown, Path file, String... prompts) {
    shown.view().locator("input[type=file]").setInputFiles(file);
    for (String prompt : prompts) {
      shown.view().locator("input[type=text]").fill(prompt);
      shown.page().keyboard().press("Enter");
    }
    shown.view().locator("button[type=submit]").click();
    shown.view().locator(".chip .badge").first().waitFor();
  }

  private static Locator chip(ShownPage shown, String words) {
    return shown.view().locator(".chip", new Locator.LocatorOptions().setHasText(words));
  }

  @Test
  void searchGoesInFourDirections() {
    try (ShownPage shown = browser.open(application.address(), Look.WIDE_LIGHT)) {
      search(shown, "a drawing of a hamburger");
      assertThat(shown.view().locator(".hit h3").first()).hasText("hamburger_drawing");
      shown.view().getByText("Captions", exactly()).click();
      assertThat(shown.view().locator(".caption-hit h3").first()).containsText("hamburger");

      shown.view().locator("input[type=file]").setInputFiles(SAMPLES.resolve("screwdriver.jpg"));
      assertThat(shown.view().locator(".likeness")).containsText("screwdriver.jpg");
      assertThat(shown.view().locator(".caption-hit h3").first()).containsText("screwdriver");
      shown.view().getByText("Pictures", exactly()).click();
      assertThat(shown.view().locator(".hit h3").first()).hasText("screwdriver");
      shown.assertSound();
    }
  }

  @Test
  void searchIsFilteredAndHasAnAddress() {
    String address = application.address() + "#/search?text=a+thing&label=default:windmill";
    try (ShownPage shown = browser.open(address, Look.PHONE_LIGHT)) {
      assertThat(shown.view().locator("input[type=search]")).hasValue("a thing");
      assertThat(shown.view().locator(".hit").first()).isVisible();
      shown.view().locator("input[type=number]").fill("0.999");
      shown.view().locator("input[type=number]").press("Enter");
      assertThat(shown.view().locator(".empty")).containsText("Nothing passes the filters");
      shown.view().getByText("Clear the filters").click();
      assertThat(shown.view().locator(".hit")).hasCount(ALL);
      shown.view().locator(".hit .plain").first().click();
      assertThat(shown.view().locator(".likeness")).isVisible();
      assertThat(shown.view().locator(".hit")).hasCount(ALL - 1);
      shown.page().goBack();
      assertThat(shown.view().locator("input[type=search]")).hasValue("a thing");
      shown.assertSound();
    }
  }

  @Test
  void theTableOfSimilaritiesIsReadByKeysAndTakenAlong() throws Exception {
    try (ShownPage shown = browser.open(application.address() + "#/compare", Look.WIDE_LIGHT)) {
      compareLatest(shown);
      shown.view().locator(".heat td[data-row='0'][data-column='0']").focus();
      shown.page().keyboard().press("ArrowDown");
      shown.page().keyboard().press("ArrowRight");
      assertThat(shown.view().locator(".heat td[data-row='1'][data-column='1']")).isFocused();
      assertThat(shown.view().locator(".told")).containsText("of its row");
      Download download =
          shown.page().waitForDownload(() -> shown.view().getByText("CSV", exactly()).click());
      List<String> lines = Files.readAllLines(download.path());
      assertThat(lines).hasSize(1 + 8);
      assertThat(lines.get(1)).contains(",0.");
      shown.assertSound();
    }
  }

  @Test
  void textsAreComparedWithFiles() {
    try (ShownPage shown = browser.open(application.address() + "#/compare", Look.WIDE_DARK)) {
      shown.view().locator("textarea").fill("a moose\na windmill\na fish");
      shown
          .view()
          .locator("input[type=file]")
          .setInputFiles(
              new Path[] {SAMPLES.resolve("moose.jpg"), SAMPLES.resolve("windmill.jpg")});
      shown.view().locator("button[type=submit]").click();
      assertThat(shown.view().locator(".heat td[data-row]")).hasCount(6);
      assertThat(shown.view().locator(".heat th[scope=col]").last()).containsText("windmill.jpg");
      shown.assertSound();
    }
  }

  @Test
  void whatIsThereIsFoundAndWhatIsNotIsSaidToBeAbsent() {
    try (ShownPage shown = browser.open(application.address() + "#/detect", Look.WIDE_LIGHT)) {
      detect(shown, SAMPLES.resolve("windmill.jpg"), "a windmill", "a laptop computer");
      assertThat(chip(shown, "windmill").locator(".badge")).hasText(Pattern.compile("[1-9]"));
      assertThat(shown.view().locator(".boxes li").first()).containsText("cosine");
      shown.view().locator("input[type=range]").fill("0.9");
      assertThat(shown.view()).containsText("Drawn here");
      chip(shown, "laptop").click();
      assertThat(shown.view().locator(".remark")).containsText("Not found");
      shown.assertSound();
    }
  }

  @Test
  void aChangedLabelSetRunsThroughTheStream() {
    try (ShownPage shown = browser.open(application.address() + "#/labels", Look.WIDE_LIGHT)) {
      shown.view().getByText("New set").click();
      Locator form = shown.view().locator("form.editor");
      form.locator("button[type=submit]").click();
      assertThat(form).containsText("A set needs a name.");
      form.locator("input[type=text]").fill("weather");
      form.locator("textarea").first().fill("sunny\nsunny");
      form.locator("button[type=submit]").click();
      assertThat(form).containsText("is there twice");
      form.locator("textarea").first().fill("sunny\nrainy");
      form.locator("button[type=submit]").click();
      assertThat(shown.page().locator("#toasts")).containsText("Saved.");
      assertThat(shown.view().locator(".set[aria-current=true]")).containsText("weather");

      shown.choose("live");
      shown.view().locator("article[aria-label=windmill] .picture-button").click();
      assertThat(shown.page().locator("dialog")).containsText("Labels of weather");
      assertThat(shown.page().locator("dialog")).containsText("rainy");
      shown.page().keyboard().press("Escape");

      shown.choose("labels");
      shown.view().locator(".set", new Locator.LocatorOptions().setHasText("weather")).click();
      shown.view().getByText("Delete", exactly()).click();
      shown.page().locator("dialog button[value=yes]").click();
      assertThat(shown.page().locator("#toasts")).containsText("Deleted.");
      assertThat(shown.view().locator(".set", new Locator.LocatorOptions().setHasText("weather")))
          .hasCount(0);
      shown.assertSound();
    }
  }

  @Test
  void whatIsNoPictureIsToldInTheServersWords() {
    try (ShownPage shown = browser.open(application.address() + "#/search", Look.WIDE_LIGHT)) {
      byte[] words = "not a picture".getBytes(StandardCharsets.UTF_8);
      shown
          .view()
          .locator("input[type=file]")
          .setInputFiles(new FilePayload("notes.jpg", "image/jpeg", words));
      Locator failure = shown.view().locator(".failure");
      assertThat(failure.locator("p")).containsText("send JPEG, PNG");
      assertThat(failure.getByText("Try again")).isVisible();
      shown.expect("answer: 422");
      shown.expect("console: ");
      look(shown, "search-failed");
    }
  }

  /** It came as bytes, which are not kept: its thumbnail is searched. */
  @Test
  void aPictureOfTheStreamIsLookedAt() {
    String address = application.address() + "#/detect?imageId=screwdriver&prompt=a+screwdriver";
    try (ShownPage shown = browser.open(address, Look.WIDE_LIGHT)) {
      Locator canvas = shown.view().locator("canvas");
      assertThat(canvas).hasAttribute("aria-label", "Picture screwdriver");
      shown.view().locator("button[type=submit]").click();
      assertThat(shown.view()).containsText("does not keep this picture");
      assertThat(canvas).hasAttribute("aria-label", Pattern.compile(".*a screwdriver: .*"));
      shown.expect("answer: 422");
      shown.expect("console: ");
      shown.assertSound();
    }
  }

  @Test
  void textsAreComparedWithEachOther() {
    try (ShownPage shown = browser.open(application.address() + "#/compare", Look.PHONE_LIGHT)) {
      shown.view().locator("textarea").fill("a hammer\na screwdriver\na fish");
      shown.view().locator("button[type=submit]").click();
      assertThat(shown.view().locator(".heat td[data-row]")).hasCount(9);
      assertThat(shown.view().locator(".heat td.own").first()).containsText("1.00");
      shown.assertSound();
    }
  }

  private static Locator.GetByLabelOptions labelled() {
    return new Locator.GetByLabelOptions().setExact(true);
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }
}
