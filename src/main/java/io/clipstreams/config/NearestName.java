package io.clipstreams.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what was meant by a name that does not exist. */
final class NearestName {
  private NearestName() {}

  /**
   * The name with the fewest letters to insert, delete or replace (Levenshtein's distance).
   *
   * @throws java.util.NoSuchElementException if there are no names
   */
  static String of(String wrong, Collection<String> names) {
    return names.stream()
        .min(
            Comparator.comparingInt((String name) -> distance(wrong, name))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
