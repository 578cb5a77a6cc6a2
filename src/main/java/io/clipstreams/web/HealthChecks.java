package io.clipstreams.web;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must hold for the application to be well.
 *
 * @param checks asked one after the other, in this order, at every request: they must be quick
 */
public record HealthChecks(List<Check> checks) {
  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  public HealthChecks {
    checks = List.copyOf(checks);
  }

  /**
   * One condition.
   *
   * @param name what is checked, such as {@code streams}
   * @param passes whether it holds; one that throws does not hold
   */
  public record Check(String name, BooleanSupplier passes) {
    private boolean ask() {
      try {
        return passes.getAsBoolean();
      } catch (RuntimeException e) {
        LOG.warn("Health check {} failed", name, e);
        return false;
      }
    }
  }

  /** Asks all of them. */
  Health ask() {
    List<Health.Entry> results =
        checks.stream().map(c -> new Health.Entry(c.name(), Health.Status.of(c.ask()))).toList();
    boolean all = results.stream().allMatch(result -> result.status() == Health.Status.UP);
    return new Health(Health.Status.of(all), results);
  }
}
