package io.clipstreams.index;

import java.util.List;
import java.util.Objects;

/**
 * What a search found.
 *
 * @param target what was searched
 * @param total how many images or captions passed the filters and so were compared; not how many
 *     are similar
 * @param offset how many better ones were left out
 * @param k how many were asked for
 * @param hits the best first
 */
public record SearchPage(SearchTarget target, long total, int offset, int k, List<SearchHit> hits) {
  public SearchPage {
    Objects.requireNonNull(target, "target");
    hits = List.copyOf(hits);
  }
}
