package io.clipstreams.app;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertState;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.index.IndexException;
import io.clipstreams.index.Listing;
import io.clipstreams.index.SearchHit;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.SearchPage;
import io.clipstreams.index.SearchTarget;
import io.clipstreams.web.ProblemException;
import io.clipstreams.web.api.AlertView;
import io.clipstreams.web.api.CaptionView;
import io.clipstreams.web.api.Catalog;
import io.clipstreams.web.api.ImageView;
import io.clipstreams.web.api.Listed;
import io.clipstreams.web.api.Thumbnail;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What the HTTP API shows of the index; without one it can show nothing. */
final class IndexCatalog implements Catalog {
  private static final int MOST_CAPTIONS = 1_000;

  private final Optional<SearchIndex> index;

  /**
   * @param index empty where it is turned off
   */
  IndexCatalog(Optional<SearchIndex> index) {
    this.index = Objects.requireNonNull(index, "index");
  }

  private <T> T ask(Function<SearchIndex, T> question) {
    SearchIndex there =
        index.orElseThrow(
            () ->
                ProblemException.unavailable(
                    "this instance keeps no index; clip.index.enabled turns it on", null));
    try {
      return question.apply(there);
    } catch (IndexException failure) {
      throw ProblemException.unavailable("the index cannot be read now", failure);
    }
  }

  @Override
  public Optional<ImageView> image(String imageId) {
    return ask(there -> there.image(imageId)).map(Views::image);
  }

  @Override
  public Optional<Thumbnail> thumbnail(String imageId) {
    return ask(there -> there.image(imageId)).flatMap(IndexCatalog::thumbnail);
  }

  private static Optional<Thumbnail> thumbnail(EnrichedImage image) {
    if (image.getThumbnail() == null) {
      return Optional.empty();
    }
    ByteBuffer buffer = image.getThumbnail().duplicate();
    byte[] jpeg = new byte[buffer.remaining()];
    buffer.get(jpeg);
    return Optional.of(new Thumbnail(jpeg, image.getContentSha256()));
  }

  @Override
  public Listed<ImageView> images(int limit, Optional<String> before) {
    return listed(ask(there -> there.newestImages(limit, before)), Views::imageOnly);
  }

  @Override
  public Optional<CaptionView> caption(String captionId) {
    return ask(there -> there.caption(captionId)).map(Views::caption);
  }

  @Override
  public Listed<CaptionView> captions(int limit, Optional<String> before) {
    return listed(ask(there -> there.newestCaptions(limit, before)), Views::captionOnly);
  }

  @Override
  public List<CaptionView> captionsOf(String imageId) {
    return ask(there -> there.captionsOf(imageId, MOST_CAPTIONS)).stream()
        .map(Views::captionOnly)
        .toList();
  }

  @Override
  public Optional<AlertView> alert(String captionId) {
    return ask(there -> there.alert(captionId)).map(this::alert);
  }

  @Override
  public Listed<AlertView> alerts(AlertFilter filter, int limit, Optional<String> before) {
    return listed(
        ask(
            there ->
                there.alerts(
                    filter.state().map(AlertState::valueOf),
                    filter.reason().map(AlertReason::valueOf),
                    limit,
                    before)),
        this::alert);
  }

  private AlertView alert(MismatchAlert alert) {
    return Views.alert(alert, thumbnailPath(alert.getImageId()));
  }

  /** The path of an image's thumbnail, if it has one now. */
  Optional<String> thumbnailPath(String imageId) {
    return index.isEmpty()
        ? Optional.empty()
        : ask(there -> there.image(imageId)).flatMap(Views::thumbnail);
  }

  @Override
  public long openAlerts() {
    return ask(SearchIndex::counts).raisedAlerts();
  }

  @Override
  public Found search(float[] vector, SearchQuery query) {
    io.clipstreams.index.SearchQuery asked =
        new io.clipstreams.index.SearchQuery(
            query.target() == Target.IMAGES ? SearchTarget.IMAGES : SearchTarget.CAPTIONS,
            vector,
            query.k(),
            query.offset(),
            query.minSimilarity().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            query.labels(),
            attributes(query.attributes()),
            query.excluded());
    SearchPage page = ask(there -> there.search(asked));
    return new Found(page.total(), page.hits().stream().map(IndexCatalog::hit).toList());
  }

  private static Map<String, String> attributes(List<String> pairs) {
    Map<String, String> attributes = new HashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      attributes.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return attributes;
  }

  private static Hit hit(SearchHit hit) {
    if (hit instanceof SearchHit.ImageHit image) {
      return new Hit.OfImage((float) hit.similarity(), Views.imageOnly(image.image()));
    }
    return new Hit.OfCaption(
        (float) hit.similarity(), Views.captionOnly(((SearchHit.CaptionHit) hit).caption()));
  }

  private static <A, B> Listed<B> listed(Listing<A> listing, Function<A, B> view) {
    return new Listed<>(listing.items().stream().map(view).toList(), listing.next());
  }
}
