package io.clipstreams.web.api;

import io.clipstreams.web.ProblemException;
import java.util.List;
import java.util.Optional;

/**
 * The images, captions and alerts that the stream has made, as they are now. What is given one by
 * one has its embedding; what is listed has none. Each method throws {@link ProblemException} while
 * it cannot be asked.
 */
public interface Catalog {
  /** An image. */
  Optional<ImageView> image(String imageId);

  /** An image's thumbnail. */
  Optional<Thumbnail> thumbnail(String imageId);

  /**
   * Images, newest first.
   *
   * @param before the {@code next} of an earlier part
   * @throws IllegalArgumentException if that is none
   */
  Listed<ImageView> images(int limit, Optional<String> before);

  /** A caption. */
  Optional<CaptionView> caption(String captionId);

  /**
   * Captions, newest first.
   *
   * @param before the {@code next} of an earlier part
   * @throws IllegalArgumentException if that is none
   */
  Listed<CaptionView> captions(int limit, Optional<String> before);

  /** The captions of an image. */
  List<CaptionView> captionsOf(String imageId);

  /** A caption's alert, standing or resolved. */
  Optional<AlertView> alert(String captionId);

  /**
   * Alerts, latest transition first.
   *
   * @param before the {@code next} of an earlier part
   * @throws IllegalArgumentException if that is none
   */
  Listed<AlertView> alerts(AlertFilter filter, int limit, Optional<String> before);

  /** How many alerts stand. */
  long openAlerts();

  /** What is similar to a vector. */
  Found search(float[] vector, SearchQuery query);

  /**
   * Which alerts.
   *
   * @param state RAISED or RESOLVED; both if it is empty
   * @param reason any if it is empty
   */
  record AlertFilter(Optional<String> state, Optional<String> reason) {}

  /** What is searched. */
  enum Target {
    IMAGES,
    CAPTIONS
  }

  /**
   * A search.
   *
   * @param target what is searched
   * @param k how many hits
   * @param offset how many better ones are left out
   * @param minSimilarity the least cosine of a hit
   * @param labels {@code label} or {@code set:label}, which the image must carry
   * @param attributes {@code key=value}, which a hit must have
   * @param excluded the id of what is no hit
   */
  record SearchQuery(
      Target target,
      int k,
      int offset,
      Optional<Double> minSimilarity,
      List<String> labels,
      List<String> attributes,
      Optional<String> excluded) {
    public SearchQuery {
      labels = List.copyOf(labels);
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * What a search found.
   *
   * @param total how many documents were searched
   * @param hits the best first
   */
  record Found(long total, List<Hit> hits) {
    public Found {
      hits = List.copyOf(hits);
    }
  }

  /** Something similar. */
  sealed interface Hit {
    /** Cosine, -1 to 1. */
    float similarity();

    /** An image. */
    record OfImage(float similarity, ImageView image) implements Hit {}

    /** A caption. */
    record OfCaption(float similarity, CaptionView caption) implements Hit {}
  }
}
