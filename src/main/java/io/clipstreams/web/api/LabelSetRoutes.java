package io.clipstreams.web.api;

import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code GET /api/v1/label-sets}, and one of them to be seen, put and deleted. What is put runs
 * through the stream; it holds when the stream has accepted it.
 *
 * @param sets the stream's
 * @param bodies reads requests
 * @param limits of a set
 */
public record LabelSetRoutes(LabelSets sets, Bodies bodies, ApiLimits limits) implements Routes {
  private static final String PATH = "/api/v1/label-sets";
  private static final String ONE = PATH + "/<name>";

  public LabelSetRoutes {
    Objects.requireNonNull(sets, "sets");
    Objects.requireNonNull(bodies, "bodies");
    Objects.requireNonNull(limits, "limits");
  }

  record Request(
      List<String> labels,
      List<String> templates,
      Optional<Boolean> active,
      Optional<Integer> topK) {
    Request {
      labels = Queries.list("labels", labels);
      templates =
          templates == null
              ? List.of(LabelSetDefinition.DEFAULT_TEMPLATE)
              : Queries.list("templates", templates);
    }

    private LabelSetDefinition definition() {
      return new LabelSetDefinition(
          labels, templates, active.orElse(true), topK.orElse(LabelSetDefinition.DEFAULT_TOP_K));
    }
  }

  record All(List<LabelSetView> labelSets) {}

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get(PATH, this::list);
    config.routes.get(ONE, this::one);
    config.routes.put(ONE, this::put);
    config.routes.delete(ONE, this::delete);
  }

  private void list(Context context) {
    Map<String, LabelSetDefinition> all = new TreeMap<>(sets.all());
    ApiJson.answer(
        context,
        new All(
            all.entrySet().stream()
                .map(set -> LabelSetView.of(set.getKey(), set.getValue()))
                .toList()));
  }

  private void one(Context context) {
    String name = Queries.id(context, "name");
    LabelSetDefinition set =
        Optional.ofNullable(sets.all().get(name))
            .orElseThrow(
                () -> ProblemException.notFound("there is no label set '%s'".formatted(name)));
    ApiJson.answer(context, LabelSetView.of(name, set));
  }

  private void put(Context context) {
    String name = name(context);
    try (Sent sent = bodies.read(context)) {
      LabelSetDefinition set = valid(sent.as(Request.class));
      sets.put(name, set);
      context.status(HttpStatus.ACCEPTED);
      ApiJson.answer(context, LabelSetView.of(name, set));
    }
  }

  private void delete(Context context) {
    String name = name(context);
    sets.delete(name);
    context.status(HttpStatus.ACCEPTED).json(Map.of("name", name));
  }

  private static String name(Context context) {
    String name = Queries.id(context, "name");
    if (name.isBlank()) {
      throw ProblemException.badRequest("the set's name is blank");
    }
    return name;
  }

  /** By the stream's own rules: what is refused there would only be seen among the dead letters. */
  private LabelSetDefinition valid(Request request) {
    LabelSetDefinition set;
    try {
      set = request.definition();
    } catch (IllegalArgumentException invalid) {
      throw ProblemException.badRequest(invalid.getMessage(), invalid);
    }
    long prompts = (long) set.labels().size() * set.templates().size();
    if (prompts > limits.prompts()) {
      throw ProblemException.badRequest(
          "%d labels and %d templates make %d prompts; the limit is %d (clip.labels.max.prompts)"
              .formatted(set.labels().size(), set.templates().size(), prompts, limits.prompts()));
    }
    for (String label : set.labels()) {
      set.prompts(label).forEach(this::requireShort);
    }
    return set;
  }

  private void requireShort(String prompt) {
    int bytes = prompt.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > limits.textBytes()) {
      throw ProblemException.badRequest(
          "a label in its template has %d bytes; the limit is %d (clip.text.max.bytes)"
              .formatted(bytes, limits.textBytes()));
    }
  }
}
