package io.clipstreams.picture;

import java.awt.Color;

/**
 * Colours for numbers from 0 to 1, after matplotlib's viridis: equal steps look equal, it stays a
 * scale in grey and for people who do not see red and green as different.
 */
final class ColourScale {
  /** Equally far apart; between them colours are mixed. */
  private static final int[] STOPS = {
    0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
    0xFDE725
  };

  private ColourScale() {}

  /** The colour of a number; numbers outside 0 to 1 have the nearest end's. */
  static Color of(double value) {
    double place = Math.max(0, Math.min(1, value)) * (STOPS.length - 1);
    int below = Math.min((int) place, STOPS.length - 2);
    double share = place - below;
    return new Color(
        mixed(STOPS[below] >> 16, STOPS[below + 1] >> 16, share),
        mixed(STOPS[below] >> 8, STOPS[below + 1] >> 8, share),
        mixed(STOPS[below], STOPS[below + 1], share));
  }

  private static int mixed(int one, int other, double share) {
    return (int) Math.round((one & 0xFF) * (1 - share) + (other & 0xFF) * share);
  }

  /** Black or white, whichever is easier to read on the number's colour. */
  static Color inkOn(double value) {
    Color colour = of(value);
    double light = 0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue();
    return light > 140 ? Color.BLACK : Color.WHITE;
  }
}
