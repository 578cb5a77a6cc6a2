package io.clipstreams.picture;

import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.image.Interpolation;
import io.clipstreams.model.image.Resampler;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Small pictures in rows, each with a heading and a text below it: what a search found. */
public final class ContactSheet {
  private static final int TILE = 180;
  private static final int GAP = 16;
  private static final int MARGIN = 20;
  private static final int TITLE = 34;
  private static final int BELOW = 66;
  private static final int MOST_ACROSS = 5;
  private static final int LINES = 3;
  private static final Color EMPTY = new Color(0xEEEEEE);
  private static final Color BAR = new Color(0x31688E);
  private static final int BAR_HEIGHT = 4;

  private final String title;
  private final List<Tile> tiles;

  /**
   * @param title stands above
   * @param tiles row by row
   */
  public ContactSheet(String title, List<Tile> tiles) {
    this.title = Objects.requireNonNull(title, "title");
    this.tiles = List.copyOf(tiles);
  }

  /**
   * One of them.
   *
   * @param image made small by {@link #shown}; empty where there is none to show
   * @param heading in bold
   * @param share how much of the bar below the picture is full, 0 to 1
   * @param text cut after three lines
   */
  public record Tile(Optional<DecodedImage> image, String heading, double share, String text) {
    public Tile {
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(heading, "heading");
      Objects.requireNonNull(text, "text");
    }
  }

  /** The whole image, as small as it is shown. */
  public static DecodedImage shown(DecodedImage image) {
    double scale = (double) TILE / Math.max(image.width(), image.height());
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    return new DecodedImage(
        width,
        height,
        image.mediaType(),
        new Resampler(Interpolation.BICUBIC).resize(image, width, height));
  }

  /** Draws it. */
  public Picture draw() {
    int across = Math.max(1, Math.min(MOST_ACROSS, tiles.size()));
    int rows = (tiles.size() + across - 1) / across;
    Picture picture =
        new Picture(
            2 * MARGIN + across * (TILE + GAP) - GAP,
            2 * MARGIN + TITLE + Math.max(1, rows) * (TILE + BELOW + GAP) - GAP);
    Graphics2D graphics = picture.graphics();
    graphics.setFont(Picture.bold(17));
    int width = across * (TILE + GAP) - GAP;
    graphics.drawString(
        Picture.wrapped(title, graphics.getFontMetrics(), width, 1).get(0), MARGIN, MARGIN + 14);
    for (int i = 0; i < tiles.size(); i++) {
      draw(
          graphics,
          tiles.get(i),
          MARGIN + i % across * (TILE + GAP),
          MARGIN + TITLE + i / across * (TILE + BELOW + GAP));
    }
    return picture;
  }

  private static void draw(Graphics2D graphics, Tile tile, int x, int y) {
    graphics.setColor(EMPTY);
    graphics.fillRect(x, y, TILE, TILE);
    tile.image()
        .ifPresent(
            image ->
                graphics.drawImage(
                    Picture.of(image),
                    x + (TILE - image.width()) / 2,
                    y + (TILE - image.height()) / 2,
                    null));
    double share = Math.max(0, Math.min(1, tile.share()));
    graphics.setColor(EMPTY);
    graphics.fillRect(x, y + TILE + 3, TILE, BAR_HEIGHT);
    graphics.setColor(BAR);
    graphics.fillRect(x, y + TILE + 3, (int) Math.round(TILE * share), BAR_HEIGHT);
    graphics.setColor(Picture.INK);
    graphics.setFont(Picture.bold(13));
    graphics.drawString(tile.heading(), x, y + TILE + 21);
    graphics.setFont(Picture.plain(12));
    FontMetrics metrics = graphics.getFontMetrics();
    int baseline = y + TILE + 21;
    for (String line : Picture.wrapped(tile.text(), metrics, TILE, LINES)) {
      baseline += metrics.getHeight();
      graphics.drawString(line, x, baseline);
    }
  }
}
