package io.clipstreams.page;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Nine samples side by side: a picture in which something is to be found. */
final class SampleSheet {
  private static final int ACROSS = 3;
  private static final int CELL = 224;

  private SampleSheet() {}

  /** Writes the first nine, the middle square of each. */
  static Path write(Path samples, List<String> ids, Path directory) throws IOException {
    BufferedImage sheet =
        new BufferedImage(ACROSS * CELL, ACROSS * CELL, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = sheet.createGraphics();
    brush.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    for (int cell = 0; cell < ACROSS * ACROSS; cell++) {
      BufferedImage sample = ImageIO.read(samples.resolve(ids.get(cell) + ".jpg").toFile());
      int side = Math.min(sample.getWidth(), sample.getHeight());
      BufferedImage square =
          sample.getSubimage(
              (sample.getWidth() - side) / 2, (sample.getHeight() - side) / 2, side, side);
      brush.drawImage(square, cell % ACROSS * CELL, cell / ACROSS * CELL, CELL, CELL, null);
    }
    brush.dispose();
    Path file = directory.resolve("nine-samples.png");
    ImageIO.write(sheet, "png", file.toFile());
    return file;
  }
}
