package io.clipstreams.web.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.LabelEmbeddings;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.ZeroShotClassifier;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code POST /api/v1/classify}: how well each of some labels fits an image.
 *
 * @param desk lets to the model
 * @param bodies reads requests
 * @param classifier of the model
 * @param model the model
 * @param catalog knows images by id
 * @param sets knows label sets by name
 * @param limits of a request
 */
public record ClassifyRoutes(
    InferenceDesk desk,
    Bodies bodies,
    ZeroShotClassifier classifier,
    ModelView model,
    Catalog catalog,
    LabelSets sets,
    ApiLimits limits)
    implements Routes {
  public ClassifyRoutes {
    Objects.requireNonNull(desk, "desk");
    Objects.requireNonNull(bodies, "bodies");
    Objects.requireNonNull(classifier, "classifier");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(sets, "sets");
    Objects.requireNonNull(limits, "limits");
  }

  record Request(
      Optional<byte[]> image,
      Optional<String> imageId,
      @JsonAlias("label") List<String> labels,
      @JsonAlias("template") List<String> templates,
      Optional<String> labelSet,
      Optional<Integer> topK) {
    Request {
      labels = Queries.list("labels", labels);
      templates = Queries.list("templates", templates);
      Queries.within("topK", topK, 1, 1, Integer.MAX_VALUE);
      if (labels.isEmpty() == labelSet.isEmpty()) {
        throw new IllegalArgumentException("exactly one of 'labels' and 'labelSet' is needed");
      }
      if (labelSet.isPresent() && !templates.isEmpty()) {
        throw new IllegalArgumentException("a 'labelSet' has its own templates");
      }
    }

    /** The labels as a set; of those that are listed all are answered. */
    private LabelSetDefinition listed() {
      return new LabelSetDefinition(
          labels,
          templates.isEmpty() ? List.of(LabelSetDefinition.DEFAULT_TEMPLATE) : templates,
          true,
          labels.size());
    }
  }

  record Answer(String modelRevision, List<LabelView> labels) {}

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.post("/api/v1/classify", this::classify);
  }

  private void classify(Context context) {
    try (Sent sent = bodies.read(context)) {
      Request request = sent.as(Request.class);
      LabelSetDefinition set = set(request);
      List<Picture> pictures = sent.pictures(request.image(), List.of());
      OnePicture picture = OnePicture.of(pictures, request.imageId());
      List<LabelView> labels =
          desk.work(encoder -> labels(encoder, picture, set, request.topK().orElse(set.topK())));
      ApiJson.answer(context, new Answer(model.revision(), labels));
    }
  }

  private LabelSetDefinition set(Request request) {
    if (request.labelSet().isPresent()) {
      String name = request.labelSet().get();
      return Optional.ofNullable(sets.all().get(name))
          .orElseThrow(
              () -> ProblemException.notFound("there is no label set '%s'".formatted(name)));
    }
    try {
      LabelSetDefinition set = request.listed();
      requireFewPrompts(set);
      return set;
    } catch (IllegalArgumentException invalid) {
      throw ProblemException.badRequest(invalid.getMessage(), invalid);
    }
  }

  private void requireFewPrompts(LabelSetDefinition set) {
    long prompts = (long) set.labels().size() * set.templates().size();
    if (prompts > limits.prompts()) {
      throw ProblemException.tooLarge(
          "%d labels and %d templates make %d prompts, allowed are %d (clip.labels.max.prompts)"
              .formatted(set.labels().size(), set.templates().size(), prompts, limits.prompts()));
    }
  }

  private List<LabelView> labels(
      Encoder encoder, OnePicture picture, LabelSetDefinition set, int topK)
      throws ProcessingException {
    float[] image = picture.vector(encoder, catalog);
    float[][] labels = new LabelEmbeddings(encoder).of(set);
    return classifier.classify(image, set.labels(), labels, topK).stream()
        .map(LabelView::of)
        .toList();
  }
}
