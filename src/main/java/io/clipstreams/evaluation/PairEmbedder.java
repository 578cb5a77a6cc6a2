package io.clipstreams.evaluation;

import io.clipstreams.client.Progress;
import io.clipstreams.evaluation.EmbeddedPair.EmbeddedText;
import io.clipstreams.inference.Encoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Embeds the pairs of a table, every file and text once. What cannot be read or embedded is named
 * and left out.
 */
public final class PairEmbedder {
  private final ItemEmbedder items;

  /**
   * @param encoder embeds
   * @param display shows how far it is
   */
  public PairEmbedder(Encoder encoder, Progress.Display display) {
    this.items = new ItemEmbedder(encoder, display);
  }

  /**
   * The outcome.
   *
   * @param pairs those that were embedded, in the table's order
   * @param unreadable files and texts that were not, and why
   */
  public record Embedded(List<EmbeddedPair> pairs, List<String> unreadable) {
    public Embedded {
      pairs = List.copyOf(pairs);
      unreadable = List.copyOf(unreadable);
    }
  }

  /** Embeds all. */
  public Embedded embed(List<PairTable.Row> rows) {
    List<Path> files = rows.stream().map(PairTable.Row::file).distinct().toList();
    List<String> texts =
        rows.stream()
            .flatMap(row -> Stream.concat(Stream.of(row.caption()), row.wrongCaption().stream()))
            .distinct()
            .toList();
    ItemEmbedder.Embedded<Path> embeddedFiles = items.images(files).normalized();
    ItemEmbedder.Embedded<String> embeddedTexts = items.texts(texts).normalized();
    Map<Path, float[]> images = embeddedFiles.vectors();
    Map<String, float[]> captions = embeddedTexts.vectors();
    List<EmbeddedPair> pairs = new ArrayList<>();
    for (PairTable.Row row : rows) {
      if (images.containsKey(row.file()) && captions.containsKey(row.caption())) {
        pairs.add(
            new EmbeddedPair(
                row.file().toString(),
                images.get(row.file()),
                new EmbeddedText(row.caption(), captions.get(row.caption())),
                row.wrongCaption()
                    .filter(captions::containsKey)
                    .map(wrong -> new EmbeddedText(wrong, captions.get(wrong)))));
      }
    }
    return new Embedded(
        pairs,
        Stream.concat(embeddedFiles.unreadable().stream(), embeddedTexts.unreadable().stream())
            .toList());
  }
}
