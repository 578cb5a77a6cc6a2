package io.clipstreams.evaluation;

import io.clipstreams.client.Progress;
import io.clipstreams.evaluation.EmbeddedPair.EmbeddedText;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.scoring.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Embeds the pairs of a table, every file and text once. What cannot be read or embedded is named
 * and left out.
 */
public final class PairEmbedder {
  /** As many are under way at once: enough for full batches, little memory. */
  private static final int AT_ONCE = 64;

  private final Encoder encoder;
  private final Progress.Display display;

  /**
   * @param encoder embeds
   * @param display shows how far it is
   */
  public PairEmbedder(Encoder encoder, Progress.Display display) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.display = Objects.requireNonNull(display, "display");
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
    List<String> unreadable = new ArrayList<>();
    Map<Path, float[]> images = all("images", files, this::submitImage, unreadable);
    Map<String, float[]> captions = all("captions", texts, this::submitText, unreadable);
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
    return new Embedded(pairs, unreadable);
  }

  /** Begins to embed one item. */
  private interface Submission<T> {
    CompletableFuture<float[]> begin(T item) throws IOException;
  }

  private CompletableFuture<float[]> submitImage(Path file) throws IOException {
    return encoder.submitImage(Files.readAllBytes(file)).thenApply(EncodedImage::vector);
  }

  private CompletableFuture<float[]> submitText(String text) {
    return encoder.submitText(text).thenApply(EncodedText::vector);
  }

  private <T> Map<T, float[]> all(
      String what, List<T> items, Submission<T> submission, List<String> unreadable) {
    Map<T, float[]> vectors = new HashMap<>();
    try (Progress progress = display.start(what, items.size())) {
      for (int from = 0; from < items.size(); from += AT_ONCE) {
        Map<T, CompletableFuture<float[]>> begun = new LinkedHashMap<>();
        for (T item : items.subList(from, Math.min(items.size(), from + AT_ONCE))) {
          begun.put(item, begin(item, submission));
        }
        begun.forEach(
            (item, vector) -> {
              result(item, vector, unreadable).ifPresent(found -> vectors.put(item, found));
              progress.step();
            });
      }
    }
    return vectors;
  }

  private static <T> CompletableFuture<float[]> begin(T item, Submission<T> submission) {
    try {
      return submission.begin(item);
    } catch (IOException unreadable) {
      return CompletableFuture.failedFuture(unreadable);
    }
  }

  private static <T> Optional<float[]> result(
      T item, CompletableFuture<float[]> vector, List<String> unreadable) {
    try {
      return Optional.of(Vectors.normalize(vector.get()));
    } catch (ExecutionException failure) {
      unreadable.add("%s: %s".formatted(item, reason(failure.getCause())));
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + item + " is embedded", interrupted);
    }
  }

  /** Of what is not the item's own fault the program has to stop. */
  private static String reason(Throwable failure) {
    if (failure instanceof ProcessingException refused) {
      return refused.getMessage();
    } else if (failure instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (failure instanceof IOException) {
      return failure.toString();
    } else if (failure instanceof RuntimeException bug) {
      throw bug;
    } else if (failure instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(failure);
  }
}
