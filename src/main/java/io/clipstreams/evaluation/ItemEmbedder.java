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
import java.util.function.BiConsumer;

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
    Map<Path, float[]> vectors = new LinkedHashMap<>();
    return new Embedded<>(
        vectors, eachImage(files, (file, image) -> vectors.put(file, image.vector())));
  }

  /** Embeds texts, each once. */
  public Embedded<String> texts(List<String> texts) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    return new Embedded<>(
        vectors, eachText(texts, (text, encoded) -> vectors.put(text, encoded.vector())));
  }

  /**
   * Embeds image files, each once, and keeps none.
   *
   * @param action takes each as soon as it is embedded, in order
   * @return the files that were left out, and why
   */
  public List<String> eachImage(List<Path> files, BiConsumer<Path, EncodedImage> action) {
    return each("images", files, file -> encoder.submitImage(Files.readAllBytes(file)), action);
  }

  /**
   * Embeds texts, each once, and keeps none.
   *
   * @param action takes each as soon as it is embedded, in order
   * @return the texts that were left out, and why
   */
  public List<String> eachText(List<String> texts, BiConsumer<String, EncodedText> action) {
    return each("texts", texts, encoder::submitText, action);
  }

  /** Begins to embed one item. */
  private interface Submission<T, E> {
    CompletableFuture<E> begin(T item) throws IOException;
  }

  private <T, E> List<String> each(
      String what, List<T> items, Submission<T, E> submission, BiConsumer<T, E> action) {
    List<T> distinct = items.stream().distinct().toList();
    List<String> unreadable = new ArrayList<>();
    try (Progress progress = display.start(what, distinct.size())) {
      for (int from = 0; from < distinct.size(); from += AT_ONCE) {
        Map<T, CompletableFuture<E>> begun = new LinkedHashMap<>();
        for (T item : distinct.subList(from, Math.min(distinct.size(), from + AT_ONCE))) {
          begun.put(item, begin(item, submission));
        }
        begun.forEach(
            (item, embedding) -> {
              result(item, embedding, unreadable).ifPresent(found -> action.accept(item, found));
              progress.step();
            });
      }
    }
    return unreadable;
  }

  private static <T, E> CompletableFuture<E> begin(T item, Submission<T, E> submission) {
    try {
      return submission.begin(item);
    } catch (IOException unreadable) {
      return CompletableFuture.failedFuture(unreadable);
    }
  }

  private static <T, E> Optional<E> result(
      T item, CompletableFuture<E> embedding, List<String> unreadable) {
    try {
      return Optional.of(embedding.get());
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
