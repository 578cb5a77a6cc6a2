package io.clipstreams.picture;

import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.image.Interpolation;
import io.clipstreams.model.image.Resampler;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Locale;

/**
 * A matrix of similarities as colours: texts along the left side, images along the top, the value
 * in each cell. As many texts as images are taken for pairs, and the diagonal is marked.
 */
public final class SimilarityHeatMap {
  private static final int CELL = 64;
  private static final int PICTURE = CELL - 6;
  private static final int TEXT_WIDTH = 300;
  private static final int MARGIN = 20;
  private static final int TITLE = 30;
  private static final int LEGEND = 60;
  private static final int LEGEND_WIDTH = 200;
  private static final Font VALUE = Picture.plain(14);
  private static final Font TEXT = Picture.plain(13);

  private final String title;
  private final List<String> texts;
  private final List<DecodedImage> images;
  private final List<float[]> values;
  private final double least;
  private final double most;

  /**
   * @param title stands above it
   * @param texts the rows
   * @param images the columns, made small by {@link #shown}
   * @param values by row and column
   */
  public SimilarityHeatMap(
      String title, List<String> texts, List<DecodedImage> images, List<float[]> values) {
    this.title = title;
    this.texts = List.copyOf(texts);
    this.images = List.copyOf(images);
    this.values = List.copyOf(values);
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (float[] row : values) {
      for (float value : row) {
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
    }
    this.least = lowest;
    this.most = highest;
  }

  /** The middle square of an image, as small as it is shown. */
  public static DecodedImage shown(DecodedImage image) {
    int side = Math.min(image.width(), image.height());
    DecodedImage square =
        image.part((image.width() - side) / 2, (image.height() - side) / 2, side, side);
    return new DecodedImage(
        PICTURE,
        PICTURE,
        image.mediaType(),
        new Resampler(Interpolation.BICUBIC).resize(square, PICTURE, PICTURE));
  }

  /** Draws it. */
  public Picture draw() {
    int left = MARGIN + TEXT_WIDTH + 10;
    int top = MARGIN + TITLE + CELL;
    Picture picture =
        new Picture(
            left + Math.max(images.size() * CELL, LEGEND_WIDTH) + MARGIN,
            top + texts.size() * CELL + LEGEND + MARGIN);
    Graphics2D graphics = picture.graphics();
    graphics.setFont(Picture.bold(17));
    graphics.drawString(title, MARGIN, MARGIN + 14);
    for (int column = 0; column < images.size(); column++) {
      graphics.drawImage(
          Picture.of(images.get(column)),
          left + column * CELL + (CELL - PICTURE) / 2,
          top - CELL + 2,
          null);
    }
    for (int row = 0; row < texts.size(); row++) {
      text(graphics, texts.get(row), top + row * CELL);
      for (int column = 0; column < images.size(); column++) {
        cell(graphics, values.get(row)[column], left + column * CELL, top + row * CELL);
      }
    }
    if (texts.size() == images.size()) {
      diagonal(graphics, left, top);
    }
    legend(graphics, left, top + texts.size() * CELL + 16);
    return picture;
  }

  private static void text(Graphics2D graphics, String text, int top) {
    graphics.setFont(TEXT);
    graphics.setColor(Picture.INK);
    FontMetrics metrics = graphics.getFontMetrics();
    List<String> lines = Picture.wrapped(text, metrics, TEXT_WIDTH, 3);
    int baseline = top + (CELL - lines.size() * metrics.getHeight()) / 2 + metrics.getAscent();
    for (String line : lines) {
      graphics.drawString(line, MARGIN + TEXT_WIDTH - metrics.stringWidth(line), baseline);
      baseline += metrics.getHeight();
    }
  }

  private void cell(Graphics2D graphics, float value, int x, int y) {
    double share = share(value);
    graphics.setColor(ColourScale.of(share));
    graphics.fillRect(x, y, CELL, CELL);
    graphics.setColor(ColourScale.inkOn(share));
    graphics.setFont(VALUE);
    String text = number(value);
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.drawString(text, x + (CELL - metrics.stringWidth(text)) / 2, y + CELL / 2 + 5);
  }

  private double share(double value) {
    return most > least ? (value - least) / (most - least) : 1;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.0f", value);
  }

  private void diagonal(Graphics2D graphics, int left, int top) {
    for (int i = 0; i < texts.size(); i++) {
      int x = left + i * CELL;
      int y = top + i * CELL;
      graphics.setStroke(new BasicStroke(5));
      graphics.setColor(Picture.INK);
      graphics.drawRect(x + 2, y + 2, CELL - 5, CELL - 5);
      graphics.setStroke(new BasicStroke(3));
      graphics.setColor(Color.WHITE);
      graphics.drawRect(x + 2, y + 2, CELL - 5, CELL - 5);
    }
  }

  private void legend(Graphics2D graphics, int left, int top) {
    for (int x = 0; x < LEGEND_WIDTH; x++) {
      graphics.setColor(ColourScale.of((double) x / (LEGEND_WIDTH - 1)));
      graphics.fillRect(left + x, top, 1, 14);
    }
    graphics.setColor(Picture.INK);
    graphics.setFont(TEXT);
    FontMetrics metrics = graphics.getFontMetrics();
    String highest = number(most);
    graphics.drawString(number(least), left, top + 32);
    graphics.drawString(highest, left + LEGEND_WIDTH - metrics.stringWidth(highest), top + 32);
  }
}
