package io.clipstreams.picture;

import io.clipstreams.model.image.DecodedImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** A white sheet to draw on, and what every drawing of ours needs. */
public final class Picture {
  /** Of texts and frames. */
  public static final Color INK = new Color(0x222222);

  private static final String CUT = "…";

  private final BufferedImage pixels;
  private final Graphics2D graphics;

  /**
   * A white sheet.
   *
   * @param width in pixels
   * @param height in pixels
   */
  public Picture(int width, int height) {
    this.pixels = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    this.graphics = pixels.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(INK);
  }

  /** What to draw with. */
  public Graphics2D graphics() {
    return graphics;
  }

  /** What has been drawn. */
  public BufferedImage pixels() {
    return pixels;
  }

  /** Writes what has been drawn as PNG. */
  public void write(Path file) throws IOException {
    // Through a stream: writing to a file ImageIO hides why it cannot.
    try (var out = Files.newOutputStream(file)) {
      ImageIO.write(pixels, "png", out);
    }
  }

  static Font plain(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }

  static Font bold(int size) {
    return new Font(Font.SANS_SERIF, Font.BOLD, size);
  }

  static BufferedImage of(DecodedImage image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    int[] row = new int[image.width()];
    for (int y = 0, from = 0; y < image.height(); y++) {
      for (int x = 0; x < row.length; x++, from += 3) {
        row[x] = (rgb[from] & 0xFF) << 16 | (rgb[from + 1] & 0xFF) << 8 | (rgb[from + 2] & 0xFF);
      }
      picture.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return picture;
  }

  /** The text in lines no wider than that, the last cut where there are more. */
  static List<String> wrapped(String text, FontMetrics metrics, int width, int mostLines) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.strip().split("\\s+", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (line.isEmpty() || metrics.stringWidth(longer) <= width) {
        line = longer;
      } else if (lines.size() + 1 == mostLines) {
        line = longer;
      } else {
        lines.add(line);
        line = word;
      }
    }
    lines.add(line);
    return lines.stream().map(each -> cut(each, metrics, width)).toList();
  }

  private static String cut(String text, FontMetrics metrics, int width) {
    if (metrics.stringWidth(text) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && metrics.stringWidth(text.substring(0, end) + CUT) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + CUT;
  }
}
