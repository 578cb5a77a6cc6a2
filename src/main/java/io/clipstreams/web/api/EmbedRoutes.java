package io.clipstreams.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /api/v1/embed/text} and {@code /api/v1/embed/image}.
 *
 * @param desk lets to the model
 * @param bodies reads requests
 * @param model whose vectors they are
 * @param limits of a request
 */
public record EmbedRoutes(InferenceDesk desk, Bodies bodies, ModelView model, ApiLimits limits)
    implements Routes {
  public EmbedRoutes {
    Objects.requireNonNull(desk, "desk");
    Objects.requireNonNull(bodies, "bodies");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(limits, "limits");
  }

  record TextRequest(Optional<String> text, List<String> texts, Optional<Boolean> normalize) {
    TextRequest {
      texts = Queries.list("texts", texts);
    }
  }

  record ImageRequest(Optional<byte[]> image, List<byte[]> images, Optional<Boolean> normalize) {
    ImageRequest {
      images = Queries.list("images", images);
    }
  }

  record Embeddings(
      String model,
      String modelRevision,
      int dimensions,
      boolean normalized,
      List<Entry> embeddings) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Entry(
      String input,
      float[] vector,
      Optional<Integer> tokens,
      Optional<Boolean> truncated,
      Optional<Integer> width,
      Optional<Integer> height) {}

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.post("/api/v1/embed/text", this::text);
    config.routes.post("/api/v1/embed/image", this::image);
  }

  private void text(Context context) {
    try (Sent sent = bodies.read(context)) {
      TextRequest request = sent.as(TextRequest.class);
      List<String> texts = Queries.both(request.text(), request.texts());
      Queries.requireCount("text", texts.size(), limits.texts(), "clip.http.texts.max");
      boolean normalize = request.normalize().orElse(true);
      answer(context, normalize, desk.work(encoder -> texts(encoder, texts, normalize)));
    }
  }

  private void image(Context context) {
    try (Sent sent = bodies.read(context)) {
      ImageRequest request = sent.as(ImageRequest.class);
      List<Picture> pictures = sent.pictures(request.image(), request.images());
      Queries.requireCount("image", pictures.size(), limits.images(), "clip.http.images.max");
      boolean normalize = request.normalize().orElse(true);
      answer(context, normalize, desk.work(encoder -> images(encoder, pictures, normalize)));
    }
  }

  private void answer(Context context, boolean normalized, List<Entry> entries) {
    ApiJson.answer(
        context,
        new Embeddings(model.name(), model.revision(), model.dimensions(), normalized, entries));
  }

  private static List<Entry> texts(Encoder encoder, List<String> texts, boolean normalize)
      throws ProcessingException {
    List<CompletableFuture<EncodedText>> begun = texts.stream().map(encoder::submitText).toList();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      EncodedText text = Encoder.await(begun.get(i));
      entries.add(
          new Entry(
              texts.get(i),
              vector(text.vector(), normalize),
              Optional.of(text.tokens()),
              Optional.of(text.truncated()),
              Optional.empty(),
              Optional.empty()));
    }
    return entries;
  }

  private static List<Entry> images(Encoder encoder, List<Picture> pictures, boolean normalize)
      throws ProcessingException {
    List<EncodedImage> encoded = Picture.encode(encoder, pictures);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < encoded.size(); i++) {
      EncodedImage image = encoded.get(i);
      entries.add(
          new Entry(
              pictures.get(i).name(),
              vector(image.vector(), normalize),
              Optional.empty(),
              Optional.empty(),
              Optional.of(image.width()),
              Optional.of(image.height())));
    }
    return entries;
  }

  private static float[] vector(float[] vector, boolean normalize) {
    return normalize ? Vectors.normalize(vector) : vector;
  }
}
