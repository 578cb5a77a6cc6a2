package io.clipstreams.web.api;

import io.clipstreams.scoring.Vectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A catalogue of what a test puts into it, searched one by one. */
final class ListedCatalog implements Catalog {
  private final Map<String, ImageView> images = new LinkedHashMap<>();
  private final Map<String, CaptionView> captions = new LinkedHashMap<>();
  private final Map<String, AlertView> alerts = new LinkedHashMap<>();
  private final Map<String, Thumbnail> thumbnails = new HashMap<>();

  void add(ImageView image, byte[] thumbnail) {
    images.put(image.imageId(), image);
    thumbnails.put(image.imageId(), new Thumbnail(thumbnail, image.contentSha256()));
  }

  void add(CaptionView caption) {
    captions.put(caption.captionId(), caption);
  }

  void add(AlertView alert) {
    alerts.put(alert.captionId(), alert);
  }

  @Override
  public Optional<ImageView> image(String imageId) {
    return Optional.ofNullable(images.get(imageId));
  }

  @Override
  public Optional<Thumbnail> thumbnail(String imageId) {
    return Optional.ofNullable(thumbnails.get(imageId));
  }

  @Override
  public Listed<ImageView> images(int limit, Optional<String> before) {
    return listed(images.values().stream(), limit, before);
  }

  @Override
  public Optional<CaptionView> caption(String captionId) {
    return Optional.ofNullable(captions.get(captionId));
  }

  @Override
  public Listed<CaptionView> captions(int limit, Optional<String> before) {
    return listed(captions.values().stream(), limit, before);
  }

  @Override
  public List<CaptionView> captionsOf(String imageId) {
    return captions.values().stream().filter(c -> c.imageId().equals(imageId)).toList();
  }

  @Override
  public Optional<AlertView> alert(String captionId) {
    return Optional.ofNullable(alerts.get(captionId));
  }

  @Override
  public Listed<AlertView> alerts(AlertFilter filter, int limit, Optional<String> before) {
    Predicate<AlertView> wanted =
        alert ->
            filter.state().map(alert.state()::equals).orElse(true)
                && filter.reason().map(alert.reason()::equals).orElse(true);
    return listed(alerts.values().stream().filter(wanted), limit, before);
  }

  @Override
  public long openAlerts() {
    return alerts.values().stream().filter(alert -> alert.state().equals("RAISED")).count();
  }

  @Override
  public Found search(float[] vector, SearchQuery query) {
    List<Hit> hits = new ArrayList<>();
    for (ImageView image :
        query.target() == Target.IMAGES ? images.values() : List.<ImageView>of()) {
      if (!query.excluded().equals(Optional.of(image.imageId()))) {
        float cosine = (float) Vectors.cosine(vector, image.embedding().orElseThrow());
        hits.add(new Hit.OfImage(cosine, image));
      }
    }
    for (CaptionView caption :
        query.target() == Target.CAPTIONS ? captions.values() : List.<CaptionView>of()) {
      if (!query.excluded().equals(Optional.of(caption.captionId()))) {
        float cosine = (float) Vectors.cosine(vector, caption.embedding().orElseThrow());
        hits.add(new Hit.OfCaption(cosine, caption));
      }
    }
    hits.removeIf(hit -> hit.similarity() < query.minSimilarity().orElse(-1.0));
    hits.sort(Comparator.comparing(Hit::similarity).reversed());
    return new Found(hits.size(), hits.stream().skip(query.offset()).limit(query.k()).toList());
  }

  private static <T> Listed<T> listed(Stream<T> all, int limit, Optional<String> before) {
    Function<String, Integer> number = Integer::valueOf;
    int skipped = before.map(number).orElse(0);
    List<T> rest = all.skip(skipped).toList();
    boolean more = rest.size() > limit;
    return new Listed<>(
        rest.stream().limit(limit).toList(),
        more ? Optional.of(Integer.toString(skipped + limit)) : Optional.empty());
  }
}
