package io.clipstreams.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.Locator;
import io.clipstreams.page.ShownPage.Look;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What flows through the real application is seen in a real browser, and harms nobody. */
class PageIT {
  private static final double PATIENCE_MS = 20_000;
  private static final long ELEVEN_SECONDS = 11_000;
  private static final String HOSTILE_IMAGE = "a/<b>bold</b>\"'&?#%2F.jpg";
  private static final String HOSTILE_CAPTION =
      "<img src=x onerror=\"window.hit=1\"><script>window.hit=2</script> \u202e a windmill";
  private static final String HOSTILE_CAPTION_ID = "<img src=x onerror=window.hit=5>/caption";
  private static final List<String> HOSTILE_LABELS =
      List.of("<svg onload=window.hit=3> windmill", "\"><script>window.hit=4</script>", "moose");

  private static InstalledBrowser browser;
  private static ShownApplication application;

  @BeforeAll
  static void start() {
    browser = InstalledBrowser.start();
    setDefaultAssertionTimeout(PATIENCE_MS);
    application = ShownApplication.start();
    application.labels("default", HOSTILE_LABELS);
    application.produceSamples(List.of("windmill", "moose"));
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

  @Test
  void picturesAppearAsTheyAreEnriched() {
    try (ShownPage shown = browser.open(application.address(), Look.WIDE_LIGHT)) {
      assertThat(shown.page().locator("#connection-text")).hasText("Live");
      Locator windmill = card(shown, "windmill");
      assertThat(windmill.locator(".caption")).hasCount(2);
      assertThat(windmill.locator(".verdict.bad")).containsText("does not fit");
      assertThat(windmill.locator(".verdict.good")).containsText("fits");
      assertThat(windmill.locator("img")).hasJSProperty("complete", true);

      application.produceSamples(List.of("perch"));
      assertThat(card(shown, "perch").locator(".caption")).hasCount(2);
      assertThat(shown.view().locator("article").first()).hasAttribute("aria-label", "perch");
      assertThat(shown.page().locator("[data-figure=held]")).hasText(Pattern.compile("[3-9]"));
      shown.capture("it-live");
      shown.assertAccessible();
      shown.assertSound();
    }
  }

  @Test
  void whatIsPausedWaitsAndComesWhenItGoesOn() {
    try (ShownPage shown = browser.open(application.address() + "#/live", Look.PHONE_DARK)) {
      card(shown, "windmill").waitFor();
      shown.view().locator(".head button").click();
      application.image("while-paused", "frying_pan");
      assertThat(shown.view().locator(".head button .badge")).hasText("1 new");
      assertThat(shown.view().locator("article[aria-label=while-paused]")).hasCount(0);
      shown.view().locator(".head button").click();
      card(shown, "while-paused").waitFor();
      shown.assertSound();
    }
  }

  /** No end, no error: bytes just come no more, as when a network is gone. */
  @Test
  void aLostNetworkIsSaidAndNothingIsMissedWhenItIsBack() {
    try (LossyLine line = LossyLine.to(application.port());
        ShownPage shown = browser.open(line.address(), Look.WIDE_LIGHT)) {
      shown.page().clock().install();
      shown.page().reload();
      Locator connection = shown.page().locator("#connection-text");
      card(shown, "windmill");
      assertThat(connection).hasText("Live");
      line.lose();
      shown.page().clock().fastForward(ELEVEN_SECONDS);
      assertThat(connection).hasText("Live");
      shown.page().clock().fastForward(ELEVEN_SECONDS);
      assertThat(connection).hasText("Reconnecting");
      application.image("while-away", "perch");
      line.restore();
      shown.page().clock().fastForward(ELEVEN_SECONDS);
      assertThat(connection).hasText("Live");
      card(shown, "while-away");
      shown.assertSound();
    }
  }

  @Test
  void anAlertSaysWhyArrivesAndIsAccepted() {
    try (ShownPage shown = browser.open(application.address() + "#/alerts", Look.WIDE_DARK)) {
      Locator moose = alert(shown, "a laptop computer on an office desk");
      assertThat(moose).containsText("at least");
      assertThat(moose).containsText("threshold");
      assertThat(moose.locator(".alert-side")).containsText("The picture seems to show");

      application.image("arriving", "claw_hammer");
      application.caption("arriving-caption", "arriving", "a bowl of vegetable soup");
      Locator arrived = alert(shown, "a bowl of vegetable soup");
      assertThat(shown.view().locator(".alert-row").first()).containsText("vegetable soup");
      shown.capture("it-alerts");
      shown.assertAccessible();

      arrived.getByText("Accept").click();
      assertThat(shown.page().locator("dialog")).containsText("a bowl of vegetable soup");
      shown.page().locator("dialog button[value=yes]").click();
      assertThat(arrived).hasClass(Pattern.compile("resolved"));
      assertThat(arrived).containsText("somebody accepted it");
      shown.assertSound();
    }
  }

  @Test
  void hostileTextIsText() {
    try (ShownPage shown = browser.open(application.address() + "#/live", Look.WIDE_LIGHT)) {
      application.image(HOSTILE_IMAGE, "solar_panels");
      application.caption("hostile", HOSTILE_IMAGE, HOSTILE_CAPTION);
      application.image("sofa", "solar_panels");
      application.caption(HOSTILE_CAPTION_ID, "sofa", "a cat sleeping on a sofa");
      Locator card = shown.view().locator("article", withText(HOSTILE_IMAGE));
      assertThat(card.locator(".caption .words")).hasText(HOSTILE_CAPTION);
      assertThat(card).containsText(HOSTILE_LABELS.get(0));
      assertThat(card).containsText(HOSTILE_LABELS.get(1));

      card.locator(".picture-button").click();
      Locator details = shown.page().locator("dialog");
      assertThat(details.locator("h2")).hasText(HOSTILE_IMAGE);
      assertThat(details.locator(".caption .words")).hasText(HOSTILE_CAPTION);
      application.caption("while it is open", HOSTILE_IMAGE, "rows of solar panels");
      assertThat(details.locator(".caption .words")).hasCount(2);
      details.getByText("More like this").click();
      assertThat(shown.view().locator(".likeness")).containsText(HOSTILE_IMAGE);
      assertThat(shown.view().locator(".hit").first()).isVisible();

      shown.choose("alerts");
      alert(shown, HOSTILE_CAPTION_ID);
      shown.choose("labels");
      assertThat(shown.view().locator("textarea").first())
          .hasValue(String.join("\n", HOSTILE_LABELS));
      shown.assertSound();
    }
  }

  @Test
  void tabsAreWalkedThroughByTheArrowKeys() {
    try (ShownPage shown = browser.open(application.address(), Look.WIDE_LIGHT)) {
      Locator live = shown.page().locator("#tab-live");
      assertThat(live).hasAttribute("aria-selected", "true");
      live.focus();
      shown.page().keyboard().press("ArrowRight");
      assertThat(shown.page().locator("#tab-alerts")).isFocused();
      assertThat(shown.page().locator("#panel-alerts")).isVisible();
      shown.page().keyboard().press("End");
      assertThat(shown.page().locator("#tab-labels")).isFocused();
      assertThat(shown.page().locator("#panel-labels")).isVisible();
      shown.page().keyboard().press("ArrowRight");
      assertThat(live).isFocused();
      assertThat(shown.page().locator("[role=tab][tabindex='0']")).hasCount(1);
      shown.assertSound();
    }
  }

  private static Locator card(ShownPage shown, String imageId) {
    Locator card = shown.view().locator("article[aria-label=\"" + imageId + "\"]");
    card.waitFor();
    return card;
  }

  private static Locator alert(ShownPage shown, String text) {
    Locator row = shown.view().locator(".alert-row", withText(text));
    row.waitFor();
    return row;
  }

  private static Locator.LocatorOptions withText(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }
}
