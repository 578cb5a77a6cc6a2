package io.clipstreams.cli;

/** Shares as bars of characters. */
final class Bars {
  /** How long the bar of a whole is where there is room. */
  static final int LONGEST = 30;

  private static final String FULL = "█";

  /** Eighths of a cell, from none to seven. */
  private static final String[] PARTS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

  private Bars() {}

  /** A bar for a share of 0 to 1, so long for a whole; anything above 0 shows. */
  static String of(double share, int longest) {
    long eighths = Math.round(Math.max(0, Math.min(1, share)) * longest * PARTS.length);
    if (eighths == 0 && share > 0.001) {
      eighths = 1;
    }
    return FULL.repeat((int) (eighths / PARTS.length)) + PARTS[(int) (eighths % PARTS.length)];
  }
}
