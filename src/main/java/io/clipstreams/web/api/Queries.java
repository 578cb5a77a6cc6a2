package io.clipstreams.web.api;

import io.clipstreams.web.ProblemException;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Checks what requests hold; the messages name the field. */
final class Queries {
  private Queries() {}

  /** A list that may have been left out; none of its values may be null. */
  static <T> List<T> list(String name, List<T> values) {
    if (values == null) {
      return List.of();
    }
    if (values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("'" + name + "' holds null");
    }
    return List.copyOf(values);
  }

  /** One value and several, of one name in two forms. */
  static <T> List<T> both(Optional<T> one, List<T> several) {
    List<T> all = new ArrayList<>();
    one.ifPresent(all::add);
    all.addAll(several);
    return all;
  }

  /** A number that may have been left out, in its range. */
  static int within(String name, Optional<Integer> value, int otherwise, int least, int most) {
    int number = value.orElse(otherwise);
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "'%s' is %d; it is %d to %d".formatted(name, number, least, most));
    }
    return number;
  }

  /** A number in its range; not NaN. */
  static void requireWithin(String name, Optional<Double> value, double least, double most) {
    if (value.isPresent() && !(value.get() >= least && value.get() <= most)) {
      throw new IllegalArgumentException(
          "'%s' is %s; it is %s to %s".formatted(name, value.get(), least, most));
    }
  }

  /** At least one, at most so many. */
  static void requireCount(String what, int count, int most, String key) {
    if (count == 0) {
      throw ProblemException.badRequest("there is no " + what);
    }
    if (count > most) {
      throw ProblemException.tooLarge(
          "%d %ss are more than %d (%s)".formatted(count, what, most, key));
    }
  }

  /** An id of a path; nothing can have an empty one. */
  static String id(Context context, String name) {
    String id = context.pathParam(name);
    if (id.isEmpty() || id.getBytes(StandardCharsets.UTF_8).length > 4_096) {
      throw ProblemException.badRequest("the " + name + " is empty or too long");
    }
    return id;
  }

  /** A listing whose place may be none. */
  static <T> Listed<T> listed(Optional<String> before, Function<Optional<String>, Listed<T>> from) {
    try {
      return from.apply(before);
    } catch (IllegalArgumentException noPlace) {
      throw ProblemException.badRequest("'before' is no 'next' of an earlier answer", noPlace);
    }
  }
}
