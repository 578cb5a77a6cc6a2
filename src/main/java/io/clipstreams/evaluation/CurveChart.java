package io.clipstreams.evaluation;

import io.clipstreams.picture.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;

/** A picture of the policies' ROC and precision-recall curves, side by side. */
public final class CurveChart {
  private static final int PANEL = 420;
  private static final int MARGIN = 64;
  private static final int TOP = 72;
  private static final int WIDTH = 2 * PANEL + 3 * MARGIN;
  private static final int HEIGHT = TOP + PANEL + MARGIN + 8;
  private static final int TICKS = 5;
  private static final float CURVE_WIDTH = 2.5f;

  /** Told apart by people who do not see red and green as different, too (Okabe and Ito). */
  private static final List<Color> COLOURS =
      List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7));

  private static final Color GRID = new Color(0xDDDDDD);

  private final List<PolicyScores> policies;
  private final String title;

  /**
   * @param policies their curves, at most four
   * @param title stands above them
   */
  public CurveChart(List<PolicyScores> policies, String title) {
    this.policies = List.copyOf(policies);
    this.title = title;
  }

  /** Draws it. */
  public Picture draw() {
    Picture picture = new Picture(WIDTH, HEIGHT);
    Graphics2D graphics = picture.graphics();
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    graphics.drawString(title, MARGIN, 28);
    Panel roc = new Panel(graphics, MARGIN, "ROC", "right pairs flagged", "wrong pairs flagged");
    roc.frame();
    roc.diagonal();
    Panel found =
        new Panel(
            graphics,
            2 * MARGIN + PANEL,
            "Precision and recall",
            "wrong pairs flagged (recall)",
            "flagged pairs that are wrong (precision)");
    found.frame();
    for (int i = policies.size() - 1; i >= 0; i--) {
      roc.curve(policies.get(i).scores().rocCurve(), COLOURS.get(i));
      found.curve(policies.get(i).scores().precisionRecallCurve(), COLOURS.get(i));
    }
    for (int i = 0; i < policies.size(); i++) {
      Scores scores = policies.get(i).scores();
      String name = policies.get(i).policy();
      int line = policies.size() - i;
      roc.legend(line, COLOURS.get(i), "%s  AUC %.3f", name, scores.rocAuc(), true);
      found.legend(line, COLOURS.get(i), "%s  AP %.3f", name, scores.averagePrecision(), false);
    }
    return picture;
  }

  /** A square from 0 to 1 in both directions. */
  private record Panel(Graphics2D graphics, int left, String name, String across, String up) {
    void frame() {
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
      graphics.setColor(Picture.INK);
      graphics.drawString(name, left, TOP - 14);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
      FontMetrics metrics = graphics.getFontMetrics();
      for (int tick = 0; tick <= TICKS; tick++) {
        double value = (double) tick / TICKS;
        String label = String.format(Locale.ROOT, "%.1f", value);
        graphics.setColor(GRID);
        graphics.setStroke(new BasicStroke(1));
        graphics.drawLine(x(value), TOP, x(value), TOP + PANEL);
        graphics.drawLine(left, y(value), left + PANEL, y(value));
        graphics.setColor(Picture.INK);
        graphics.drawString(label, x(value) - metrics.stringWidth(label) / 2, TOP + PANEL + 18);
        graphics.drawString(label, left - metrics.stringWidth(label) - 8, y(value) + 4);
      }
      graphics.drawRect(left, TOP, PANEL, PANEL);
      graphics.drawString(
          across, left + (PANEL - metrics.stringWidth(across)) / 2, TOP + PANEL + 40);
      AffineTransform upright = graphics.getTransform();
      graphics.rotate(-Math.PI / 2);
      graphics.drawString(up, -(TOP + (PANEL + metrics.stringWidth(up)) / 2), left - 40);
      graphics.setTransform(upright);
    }

    /** What guessing would give. */
    void diagonal() {
      graphics.setColor(Color.GRAY);
      graphics.setStroke(
          new BasicStroke(
              1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {4, 4}, 0));
      graphics.drawLine(x(0), y(0), x(1), y(1));
    }

    void curve(List<Scores.Point> points, Color colour) {
      Path2D path = new Path2D.Double();
      Scores.Point first = points.get(0);
      path.moveTo(x(first.x()), y(first.y()));
      points.forEach(point -> path.lineTo(x(point.x()), y(point.y())));
      graphics.setColor(colour);
      graphics.setStroke(
          new BasicStroke(CURVE_WIDTH, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      graphics.draw(path);
    }

    /** The curves leave the lower corner free: right of the ROC, left of the other. */
    void legend(
        int line, Color colour, String format, String policy, double value, boolean onTheRight) {
      String text = String.format(Locale.ROOT, format, policy, value);
      int start = onTheRight ? left + PANEL - 210 : left + 14;
      int base = TOP + PANEL - 14 - (line - 1) * 20;
      graphics.setColor(colour);
      graphics.setStroke(new BasicStroke(CURVE_WIDTH));
      graphics.drawLine(start, base - 4, start + 24, base - 4);
      graphics.setColor(Picture.INK);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
      graphics.drawString(text, start + 32, base);
    }

    private int x(double value) {
      return left + (int) Math.round(value * PANEL);
    }

    private int y(double value) {
      return TOP + PANEL - (int) Math.round(value * PANEL);
    }
  }
}
