package io.clipstreams.picture;

import io.clipstreams.inference.Detection;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.FoundBox;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.scoring.RelevanceMap;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** An image with a prompt's relevance as colour, its boxes and their scores. */
public final class DetectionOverlay {
  /** Of a small image; a larger one is shown larger, up to the second. */
  private static final int LEAST_LONGEST_SIDE = 480;

  private static final int MOST_LONGEST_SIDE = 720;
  private static final int LEAST_WIDTH = 420;
  private static final int MARGIN = 16;
  private static final int LINE = 24;
  private static final int LEGEND = 52;
  private static final int LEGEND_WIDTH = 160;
  private static final int TAG_HEIGHT = 20;

  /** How much of the image is left where relevance is greatest. */
  private static final double COVER = 0.62;

  private static final Color BOX = Color.WHITE;
  private static final Color BOX_EDGE = new Color(0x111111);
  private static final Font PROMPT = Picture.bold(17);
  private static final Font SMALL = Picture.plain(13);
  private static final Font TAG = Picture.bold(13);

  private final DecodedImage image;
  private final PatchGrid grid;
  private final Detection.OfPrompt found;

  /**
   * @param image the image that was searched
   * @param grid its patches
   * @param found what was found for one prompt
   */
  public DetectionOverlay(DecodedImage image, PatchGrid grid, Detection.OfPrompt found) {
    this.image = image;
    this.grid = grid;
    this.found = found;
  }

  /** Draws it, at the image's size or what is good to look at. */
  public Picture draw() {
    int longest = Math.max(image.width(), image.height());
    double scale =
        (double) Math.max(LEAST_LONGEST_SIDE, Math.min(MOST_LONGEST_SIDE, longest)) / longest;
    int shownWidth = Math.max(1, (int) Math.round(image.width() * scale));
    int shownHeight = Math.max(1, (int) Math.round(image.height() * scale));
    int width = Math.max(LEAST_WIDTH, shownWidth);
    FontMetrics metrics = new Picture(1, 1).graphics().getFontMetrics(PROMPT);
    List<String> title = Picture.wrapped("“" + found.prompt() + "”", metrics, width, 3);
    int top = MARGIN + title.size() * LINE + 8;
    Picture picture = new Picture(width + 2 * MARGIN, top + shownHeight + LEGEND + MARGIN);
    Graphics2D graphics = picture.graphics();
    graphics.setFont(PROMPT);
    for (int i = 0; i < title.size(); i++) {
      graphics.drawString(title.get(i), MARGIN, MARGIN + 17 + i * LINE);
    }
    int left = MARGIN + (width - shownWidth) / 2;
    graphics.drawImage(coloured(shownWidth, shownHeight), left, top, null);
    for (int i = found.boxes().size() - 1; i >= 0; i--) {
      outline(graphics, found.boxes().get(i), left, top, scale);
    }
    for (int i = found.boxes().size() - 1; i >= 0; i--) {
      tag(graphics, found.boxes().get(i), left, top, scale, shownWidth);
    }
    legend(graphics, top + shownHeight, width);
    return picture;
  }

  /** Grey where nothing is relevant, so that colour is relevance and nothing else. */
  private BufferedImage coloured(int width, int height) {
    BufferedImage shown = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = new Picture(1, 1).graphics();
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D scaling = small.createGraphics();
    scaling.setRenderingHints(graphics.getRenderingHints());
    scaling.drawImage(Picture.of(image), 0, 0, width, height, null);
    scaling.dispose();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double relevance = relevance((x + 0.5) / width, (y + 0.5) / height);
        shown.setRGB(x, y, blended(small.getRGB(x, y), relevance));
      }
    }
    return shown;
  }

  private static int blended(int rgb, double relevance) {
    int red = rgb >> 16 & 0xFF;
    int green = rgb >> 8 & 0xFF;
    int blue = rgb & 0xFF;
    double grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    Color colour = ColourScale.of(relevance);
    // Fades in; the image's own light and dark must show through the brightest colour.
    double cover = COVER * Math.sqrt(relevance);
    return channel(grey, colour.getRed(), cover) << 16
        | channel(grey, colour.getGreen(), cover) << 8
        | channel(grey, colour.getBlue(), cover);
  }

  private static int channel(double grey, int colour, double cover) {
    return (int) Math.round(grey * (1 - cover) + colour * cover);
  }

  /** Between the middles of patches relevance changes evenly. */
  private double relevance(double across, double down) {
    RelevanceMap map = found.map();
    double column = across * image.width() / grid.patch() - 0.5;
    double row = down * image.height() / grid.patch() - 0.5;
    int left = (int) Math.floor(column);
    int above = (int) Math.floor(row);
    double right = column - left;
    double below = row - above;
    return (1 - below) * ((1 - right) * at(map, above, left) + right * at(map, above, left + 1))
        + below * ((1 - right) * at(map, above + 1, left) + right * at(map, above + 1, left + 1));
  }

  private static float at(RelevanceMap map, int row, int column) {
    return map.at(
        Math.max(0, Math.min(map.rows() - 1, row)),
        Math.max(0, Math.min(map.columns() - 1, column)));
  }

  private static void outline(Graphics2D graphics, FoundBox box, int left, int top, double scale) {
    int x = left + (int) Math.round(box.area().x() * scale);
    int y = top + (int) Math.round(box.area().y() * scale);
    int width = (int) Math.round(box.area().width() * scale);
    int height = (int) Math.round(box.area().height() * scale);
    graphics.setStroke(new BasicStroke(5));
    graphics.setColor(BOX_EDGE);
    graphics.drawRect(x + 2, y + 2, Math.max(1, width - 5), Math.max(1, height - 5));
    graphics.setStroke(new BasicStroke(3));
    graphics.setColor(BOX);
    graphics.drawRect(x + 2, y + 2, Math.max(1, width - 5), Math.max(1, height - 5));
  }

  private static void tag(
      Graphics2D graphics, FoundBox box, int left, int top, double scale, int shownWidth) {
    String text = String.format(Locale.ROOT, "%.2f · cosine %.2f", box.score(), box.similarity());
    graphics.setFont(TAG);
    int width = graphics.getFontMetrics().stringWidth(text) + 12;
    int x = left + (int) Math.round(box.area().x() * scale);
    int edge = top + (int) Math.round(box.area().y() * scale);
    x = Math.max(left, Math.min(x, left + shownWidth - width));
    // Above the box, so that a small one is seen; inside where there is no room.
    int y = edge - TAG_HEIGHT >= top ? edge - TAG_HEIGHT : edge;
    graphics.setColor(BOX_EDGE);
    graphics.fillRect(x, y, width, TAG_HEIGHT);
    graphics.setColor(BOX);
    graphics.drawString(text, x + 6, y + 15);
  }

  private void legend(Graphics2D graphics, int top, int width) {
    int right = MARGIN + width;
    for (int x = 0; x < LEGEND_WIDTH; x++) {
      graphics.setColor(ColourScale.of((double) x / (LEGEND_WIDTH - 1)));
      graphics.fillRect(right - LEGEND_WIDTH + x, top + 12, 1, 12);
    }
    graphics.setColor(Picture.INK);
    graphics.setFont(SMALL);
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.drawString("0", right - LEGEND_WIDTH, top + 40);
    graphics.drawString(
        "relevance", right - (LEGEND_WIDTH + metrics.stringWidth("relevance")) / 2, top + 40);
    graphics.drawString("1", right - metrics.stringWidth("1"), top + 40);
    int boxes = found.boxes().size();
    String count =
        boxes == 0 ? "no box: nothing is similar enough" : boxes == 1 ? "1 box" : boxes + " boxes";
    graphics.drawString(count, MARGIN, top + 23);
    graphics.drawString(
        String.format(Locale.ROOT, "best window: cosine %.2f", found.bestSimilarity()),
        MARGIN,
        top + 40);
  }
}
