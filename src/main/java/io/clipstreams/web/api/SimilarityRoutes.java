package io.clipstreams.web.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /api/v1/similarity}: texts against images; or what there is of one kind against
 * itself.
 *
 * @param desk lets to the model
 * @param bodies reads requests
 * @param model the model
 * @param catalog knows images by id
 * @param limits of a request
 */
public record SimilarityRoutes(
    InferenceDesk desk, Bodies bodies, ModelView model, Catalog catalog, ApiLimits limits)
    implements Routes {
  public SimilarityRoutes {
    Objects.requireNonNull(desk, "desk");
    Objects.requireNonNull(bodies, "bodies");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(limits, "limits");
  }

  enum Metric {
    COSINE,
    DOT;

    static Metric of(String name) {
      for (Metric metric : values()) {
        if (metric.word().equals(name)) {
          return metric;
        }
      }
      throw new IllegalArgumentException("'metric' is cosine or dot");
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    float of(float[] a, float[] b) {
      return (float)
          switch (this) {
            case COSINE -> Vectors.cosine(a, b);
            case DOT -> Vectors.dot(a, b);
          };
    }
  }

  record Request(
      @JsonAlias("text") List<String> texts,
      List<byte[]> images,
      @JsonAlias("imageId") List<String> imageIds,
      Optional<String> metric) {
    Request {
      texts = Queries.list("texts", texts);
      images = Queries.list("images", images);
      imageIds = Queries.list("imageIds", imageIds);
      if (Metric.of(metric.orElse("cosine")) == Metric.DOT && !imageIds.isEmpty()) {
        throw new IllegalArgumentException(
            "metric=dot needs vectors as the model gives them, which are not kept of 'imageIds':"
                + " send the images");
      }
    }
  }

  record Answer(
      String modelRevision, String metric, List<Item> rows, List<Item> columns, float[][] values) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Item(String type, Optional<String> text, Optional<String> name, Optional<String> imageId) {
    static Item ofText(String text) {
      return new Item("text", Optional.of(text), Optional.empty(), Optional.empty());
    }

    static Item ofImage(String name, Optional<String> imageId) {
      return new Item("image", Optional.empty(), Optional.of(name), imageId);
    }
  }

  private record Side(List<Item> items, List<float[]> vectors) {}

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.post("/api/v1/similarity", this::compare);
  }

  private void compare(Context context) {
    try (Sent sent = bodies.read(context)) {
      Request request = sent.as(Request.class);
      List<Picture> pictures = sent.pictures(Optional.empty(), request.images());
      requireFew(request, pictures);
      Metric metric = Metric.of(request.metric().orElse("cosine"));
      Answer answer = desk.work(encoder -> compare(encoder, request, pictures, metric));
      ApiJson.answer(context, answer);
    }
  }

  private void requireFew(Request request, List<Picture> pictures) {
    if (request.texts().isEmpty() && pictures.isEmpty() && request.imageIds().isEmpty()) {
      throw ProblemException.badRequest("there is no text and no image to compare");
    }
    if (request.texts().size() > limits.texts() || request.imageIds().size() > limits.texts()) {
      throw ProblemException.tooLarge(
          "%d texts and %d imageIds; of each there may be %d (clip.http.texts.max)"
              .formatted(request.texts().size(), request.imageIds().size(), limits.texts()));
    }
    if (pictures.size() > limits.images()) {
      throw ProblemException.tooLarge(
          "%d images are more than %d (clip.http.images.max)"
              .formatted(pictures.size(), limits.images()));
    }
  }

  private Answer compare(Encoder encoder, Request request, List<Picture> pictures, Metric metric)
      throws ProcessingException {
    // Asked for first: an id that is not there costs no embedding.
    Side held = held(request.imageIds());
    Side texts = texts(encoder, request.texts());
    Side images = images(encoder, pictures, held);
    Side rows = texts.items().isEmpty() ? images : texts;
    Side columns = images.items().isEmpty() ? texts : images;
    float[][] values = new float[rows.items().size()][columns.items().size()];
    for (int row = 0; row < values.length; row++) {
      for (int column = 0; column < values[row].length; column++) {
        values[row][column] = metric.of(rows.vectors().get(row), columns.vectors().get(column));
      }
    }
    return new Answer(model.revision(), metric.word(), rows.items(), columns.items(), values);
  }

  private static Side texts(Encoder encoder, List<String> texts) throws ProcessingException {
    List<CompletableFuture<EncodedText>> begun = texts.stream().map(encoder::submitText).toList();
    List<float[]> vectors = new ArrayList<>();
    for (CompletableFuture<EncodedText> text : begun) {
      vectors.add(Encoder.await(text).vector());
    }
    return new Side(texts.stream().map(Item::ofText).toList(), vectors);
  }

  private Side held(List<String> imageIds) {
    return new Side(
        imageIds.stream().map(id -> Item.ofImage(id, Optional.of(id))).toList(),
        imageIds.stream().map(id -> Held.image(catalog, id)).toList());
  }

  private static Side images(Encoder encoder, List<Picture> pictures, Side held)
      throws ProcessingException {
    List<Item> items = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    List<EncodedImage> encoded = Picture.encode(encoder, pictures);
    for (int i = 0; i < encoded.size(); i++) {
      items.add(Item.ofImage(pictures.get(i).name(), Optional.empty()));
      vectors.add(encoded.get(i).vector());
    }
    items.addAll(held.items());
    vectors.addAll(held.vectors());
    return new Side(items, vectors);
  }
}
