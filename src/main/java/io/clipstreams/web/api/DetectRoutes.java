package io.clipstreams.web.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Detection;
import io.clipstreams.inference.DetectionSettings;
import io.clipstreams.inference.Detector;
import io.clipstreams.inference.Encoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.FoundBox;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * {@code POST /api/v1/detect}: where in an image prompts' objects seem to be.
 *
 * @param desk lets to the model
 * @param bodies reads requests
 * @param settings hold where a request says nothing else
 * @param model the model
 * @param originals fetches images that the stream was sent by URI
 * @param limits of a request
 */
public record DetectRoutes(
    InferenceDesk desk,
    Bodies bodies,
    DetectionSettings settings,
    ModelView model,
    ImageOriginals originals,
    ApiLimits limits)
    implements Routes {
  /** Numbers of an answer: about 10 MB of JSON. */
  private static final long MAX_SCORES = 1_000_000;

  private static final String IMAGE_NOT_KEPT = "IMAGE_NOT_KEPT";

  public DetectRoutes {
    Objects.requireNonNull(desk, "desk");
    Objects.requireNonNull(bodies, "bodies");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(originals, "originals");
    Objects.requireNonNull(limits, "limits");
  }

  record Request(
      Optional<byte[]> image,
      Optional<String> imageId,
      @JsonAlias("prompt") List<String> prompts,
      Optional<Integer> patch,
      Optional<Integer> window,
      Optional<Integer> stride,
      Optional<Double> threshold) {
    Request {
      prompts = Queries.list("prompts", prompts);
      Queries.requireWithin("threshold", threshold, 0, 1);
    }

    private DetectionSettings settings(DetectionSettings otherwise) {
      return otherwise.with(
          optional(patch),
          optional(window),
          optional(stride),
          threshold.map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    }

    private static OptionalInt optional(Optional<Integer> value) {
      return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
  }

  record Answer(int width, int height, String modelRevision, List<PromptView> prompts) {}

  record PromptView(String prompt, MapView map, List<BoxView> boxes) {
    static PromptView of(Detection.OfPrompt found) {
      return new PromptView(
          found.prompt(),
          new MapView(found.map().rows(), found.map().columns(), found.map().scores()),
          found.boxes().stream().map(BoxView::of).toList());
    }
  }

  record MapView(int rows, int columns, float[] scores) {}

  record BoxView(int x, int y, int width, int height, float score, float similarity) {
    static BoxView of(FoundBox box) {
      PatchGrid.Area area = box.area();
      return new BoxView(
          area.x(), area.y(), area.width(), area.height(), box.score(), box.similarity());
    }
  }

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.post("/api/v1/detect", this::detect);
  }

  private void detect(Context context) {
    try (Sent sent = bodies.read(context)) {
      Request request = sent.as(Request.class);
      Queries.requireCount(
          "prompt", request.prompts().size(), limits.texts(), "clip.http.texts.max");
      OnePicture picture =
          OnePicture.of(sent.pictures(request.image(), List.of()), request.imageId());
      ApiJson.answer(context, desk.workAlone(encoder -> detect(encoder, request, picture)));
    }
  }

  private Answer detect(Encoder encoder, Request request, OnePicture picture)
      throws ProcessingException {
    DecodedImage image = encoder.decode(file(picture));
    Detector detector = new Detector(encoder, request.settings(settings));
    requireShortAnswer(detector.grid(image), request.prompts().size());
    Detection detection = detector.detect(image, request.prompts());
    return new Answer(
        image.width(),
        image.height(),
        model.revision(),
        detection.prompts().stream().map(PromptView::of).toList());
  }

  private byte[] file(OnePicture picture) throws ProcessingException {
    if (picture instanceof OnePicture.SentFile sent) {
      return sent.picture().bytes();
    }
    String imageId = ((OnePicture.HeldImage) picture).imageId();
    return originals
        .fetch(imageId)
        .orElseThrow(
            () ->
                ProblemException.unusable(
                    IMAGE_NOT_KEPT,
                    "image '%s' cannot be fetched again: it is not known, or was sent with its content, which is not kept; send the image"
                        .formatted(imageId),
                    null));
  }

  private static void requireShortAnswer(PatchGrid grid, int prompts) {
    long scores = grid.patchCount() * prompts;
    if (scores > MAX_SCORES) {
      throw ProblemException.tooLarge(
          "%d prompts and %d patches make %d scores, allowed are %d: ask for fewer prompts or greater patches"
              .formatted(prompts, grid.patchCount(), scores, MAX_SCORES));
    }
  }
}
