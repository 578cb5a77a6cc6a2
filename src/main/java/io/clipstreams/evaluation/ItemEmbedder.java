package io.clipstreams.evaluation;

import io.clipstreams.client.Progress;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Embeds files and texts in batches; what cannot be read or embedded is named and left out. */
public final class ItemEmbedder {
  /** As many are under way at once: enough for full batches, little memory. */
  private static final int AT_ONCE = 64;

  private final Encoder encoder;
  private final Progress.Display display;

  /**
   * @param encoder embeds
   * @param display shows how far it is
   */
  public ItemEmbedder(Encoder encoder, Progress.Display display) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.display = Objects.requireNonNull(display, "display");
  }

  /**
   * The outcome.
   *
   * @param vectors as the model gave them, in the order of the items
   * @param unreadable the items that were left out, and why
   * @param <T> the items
   */
  public record Embedded<T>(Map<T, float[]> vectors, List<String> unreadable) {
    public Embedded {
      unreadable = List.copyOf(unreadable);
    }

    /** The same with vectors of length 1. */
    public Embedded<T> normalized() {
      Map<T, float[]> normalized = new LinkedHashMap<>();
      vectors.forEach((item, vector) -> normalized.put(item, Vectors.normalize(vector)));
      return new Embedded<>(normalized, unreadable);
    }
  }

  /** Embeds image files, each once. */
  public Embedded<Path> images(List<Path> files) {
    return all(
        "images",
        files,
        file -> encoder.submitImage(Files.readAllBytes(file)).thenApply(EncodedImage::vector));
  }

  /** Embeds texts, each once. */
  public Embedded<String> texts(List<String> texts) {
    return all("texts", texts, text -> encoder.submitText(text).thenApply(EncodedText::vector));
  }

  /** Begins to embed one item. */
  private interface Submission<T> {
    CompletableFuture<float[]> begin(T item) throws IOException;
  }

  private <T> Embedded<T> all(String what, List<T> items, Submission<T> submission) {
    List<T> distinct = items.stream().distinct().toList();
    Map<T, float[]> vectors = new LinkedHashMap<>();
    List<String> unreadable = new ArrayList<>();
    try (Progress progress = display.start(what, distinct.size())) {
      for (int from = 0; from < distinct.size(); from += AT_ONCE) {
        Map<T, CompletableFuture<float[]>> begun = new LinkedHashMap<>();
        for (T item : distinct.subList(from, Math.min(distinct.size(), from + AT_ONCE))) {
          begun.put(item, begin(item, submission));
        }
        begun.forEach(
            (item, vector) -> {
              result(item, vector, unreadable).ifPresent(found -> vectors.put(item, found));
              progress.step();
            });
      }
    }
    return new Embedded<>(vectors, unreadable);
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
      return Optional.of(vector.get());
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
