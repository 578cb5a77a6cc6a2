package io.clipstreams.web;

import java.util.List;

/**
 * The answer of a health endpoint, in the form of MicroProfile Health.
 *
 * @param status UP when all checks are
 * @param checks every check by name
 */
record Health(Status status, List<Entry> checks) {
  enum Status {
    UP,
    DOWN;

    static Status of(boolean up) {
      return up ? UP : DOWN;
    }
  }

  record Entry(String name, Status status) {}
}
