package io.clipstreams.bench;

import java.util.Locale;
import java.util.Objects;

/**
 * A number that is to reach a bound.
 *
 * @param name what is divided by what
 * @param value the number
 * @param atLeast whether the bound is a lower one
 * @param bound the bound
 */
public record Check(String name, double value, boolean atLeast, double bound) {
  public Check {
    Objects.requireNonNull(name, "name");
  }

  /** One that is met by the bound or more. */
  public static Check atLeast(String name, double value, double bound) {
    return new Check(name, value, true, bound);
  }

  /** One that is met by the bound or less. */
  public static Check atMost(String name, double value, double bound) {
    return new Check(name, value, false, bound);
  }

  /** Whether it is met; a value that is no number meets nothing. */
  public boolean met() {
    return atLeast ? value >= bound : value <= bound;
  }

  /** In words. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s = %.3f (%s %s)%s",
        name,
        value,
        atLeast ? ">=" : "<=",
        trimmed(bound),
        met() ? "" : "  MISSED");
  }

  private static String trimmed(double number) {
    return number == Math.rint(number)
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.2f", number);
  }
}
