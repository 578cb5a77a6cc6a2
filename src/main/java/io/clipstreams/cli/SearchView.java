package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.index.IndexCounts;
import io.clipstreams.index.SearchHit;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.SearchPage;
import io.clipstreams.index.SearchTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What was found, for people and for programs. */
final class SearchView {
  private static final int LONGEST_NAME = 48;

  private final String words;
  private final SearchPage page;
  private final SearchIndex index;

  SearchView(String words, SearchPage page, SearchIndex index) {
    this.words = words;
    this.page = page;
    this.index = index;
  }

  static String word(SearchTarget target) {
    return target.name().toLowerCase(Locale.ROOT);
  }

  /** What a hit is called. */
  static String name(SearchHit hit) {
    return hit instanceof SearchHit.CaptionHit found ? found.caption().getText() : hit.id();
  }

  /**
   * For people.
   *
   * @param width so many characters has a line at most
   */
  List<String> lines(OptionalInt width) {
    List<String> lines = new ArrayList<>();
    lines.add("%s like %s, of %,d".formatted(word(page.target()), words, page.total()));
    if (page.hits().isEmpty()) {
      lines.add(page.total() == 0 ? nothingThere() : "  nothing is as similar as that");
      return lines;
    }
    lines.addAll(
        BarRow.lines(page.hits().stream().map(SearchView::row).toList(), LONGEST_NAME, width));
    return lines;
  }

  private static BarRow row(SearchHit hit) {
    return new BarRow(
        name(hit), String.format(Locale.ROOT, "%6.3f", hit.similarity()), hit.similarity());
  }

  private String nothingThere() {
    IndexCounts counts = index.counts();
    return "  none passes the filters; the index holds %,d images and %,d captions"
        .formatted(counts.images(), counts.captions());
  }

  ObjectNode json(String modelRevision, Optional<Path> picture, LeftOut leftOut) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("target", word(page.target()))
            .put("modelRevision", modelRevision)
            .put("total", page.total())
            .put("k", page.k());
    ArrayNode hits = node.putArray("hits");
    for (SearchHit hit : page.hits()) {
      ObjectNode found = hits.addObject().put("id", hit.id()).put("similarity", hit.similarity());
      if (hit instanceof SearchHit.ImageHit it) {
        json(found.putObject("image"), it.image());
      } else if (hit instanceof SearchHit.CaptionHit it) {
        json(found.putObject("caption"), it.caption());
      }
    }
    leftOut.tell(node.putArray("leftOut"));
    picture.ifPresent(file -> node.put("picture", file.toString()));
    return node;
  }

  private static void json(ObjectNode node, EnrichedImage image) {
    node.put("imageId", image.getImageId())
        .put("contentSha256", image.getContentSha256())
        .put("mediaType", image.getMediaType())
        .put("width", image.getWidth())
        .put("height", image.getHeight());
    ObjectNode sets = node.putObject("labels");
    image.getLabels().forEach((set, labels) -> json(sets.putArray(set), labels));
    json(node.putObject("attributes"), image.getAttributes());
    node.put("eventTime", image.getEventTime().toString());
  }

  private static void json(ArrayNode node, List<LabelScore> labels) {
    for (LabelScore label : labels) {
      node.addObject()
          .put("label", label.getLabel())
          .put("similarity", label.getSimilarity())
          .put("probability", label.getProbability());
    }
  }

  private static void json(ObjectNode node, Map<String, String> attributes) {
    attributes.forEach(node::put);
  }

  private static void json(ObjectNode node, EnrichedCaption caption) {
    node.put("captionId", caption.getCaptionId())
        .put("imageId", caption.getImageId())
        .put("text", caption.getText())
        .put("tokens", caption.getTokens())
        .put("truncated", caption.getTruncated())
        .put("status", caption.getStatus().name());
    json(node.putObject("attributes"), caption.getAttributes());
    node.put("eventTime", caption.getEventTime().toString());
  }
}
