package io.clipstreams.model.image.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of RFC 6386 that are too long for code; read-only. */
final class Vp8Constants {
  /** The probabilities of one context of coefficients. */
  static final int NODES = 11;

  /** [4 types][8 bands][3 contexts][11 nodes], flat. */
  final int[] coefficientUpdates;

  /** As {@link #coefficientUpdates}. */
  final int[] coefficientDefaults;

  /** [10 modes above][10 modes to the left][9 nodes], flat. */
  final int[] subblockModes;

  /** By quantizer index, 0 to 127. */
  final int[] dcQuantizers;

  /** By quantizer index, 0 to 127. */
  final int[] acQuantizers;

  private Vp8Constants(Map<String, int[]> tables) {
    coefficientUpdates = tables.get("coefficient-update-probabilities");
    coefficientDefaults = tables.get("coefficient-default-probabilities");
    subblockModes = tables.get("subblock-mode-probabilities");
    dcQuantizers = tables.get("dc-quantizers");
    acQuantizers = tables.get("ac-quantizers");
  }

  /** Where the probabilities of a type, band and context begin. */
  static int coefficientIndex(int type, int band, int context) {
    return ((type * 8 + band) * 3 + context) * NODES;
  }

  static Vp8Constants load() {
    try (InputStream in = Vp8Constants.class.getResourceAsStream("vp8-constants.txt")) {
      return new Vp8Constants(parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, int[]> parse(String text) {
    Map<String, int[]> tables = new HashMap<>();
    String name = "";
    for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
      if (Character.isLetter(line.charAt(0))) {
        name = line;
      } else {
        int[] row = Stream.of(line.strip().split(" +")).mapToInt(Integer::parseInt).toArray();
        tables.merge(name, row, Vp8Constants::concat);
      }
    }
    return tables;
  }

  private static int[] concat(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
