package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.scoring.Vectors;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * An encoder whose unexpected exceptions, and whose zero or non-finite vectors, are failures of the
 * one image or text: nothing else is harmed, and no NaN reaches a topic.
 */
public final class CheckedEncoder implements Encoder {
  private final Encoder encoder;

  public CheckedEncoder(Encoder encoder) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    return image(() -> encoder.encodeImage(content));
  }

  @Override
  public EncodedImage encodeImage(HashedBytes content) throws ProcessingException {
    return image(() -> encoder.encodeImage(content));
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    return text(() -> encoder.encodeText(text));
  }

  @Override
  public CompletableFuture<EncodedImage> submitImage(HashedBytes content) {
    return checked(() -> encoder.submitImage(content), this::image);
  }

  @Override
  public CompletableFuture<EncodedText> submitText(String text) {
    return checked(() -> encoder.submitText(text), this::text);
  }

  @Override
  public CompletableFuture<?> probe() {
    return encoder.probe();
  }

  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    return expected("image", () -> encoder.decode(content));
  }

  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    return checked(() -> encoder.submitPart(image, area), this::part);
  }

  private interface Check<T> {
    T of(Encoding<T> encoding) throws ProcessingException;
  }

  private static <T> CompletableFuture<T> checked(
      Supplier<CompletableFuture<T>> submit, Check<T> check) {
    CompletableFuture<T> submitted;
    try {
      submitted = submit.get();
    } catch (RuntimeException failure) {
      submitted = CompletableFuture.failedFuture(failure);
    }
    CompletableFuture<T> ended = submitted;
    return ended
        .<Encoding<T>>handle((result, failure) -> () -> Encoder.await(ended))
        .thenCompose(encoding -> checked(check, encoding));
  }

  private static <T> CompletableFuture<T> checked(Check<T> check, Encoding<T> encoding) {
    try {
      return CompletableFuture.completedFuture(check.of(encoding));
    } catch (ProcessingException | RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private EncodedImage image(Encoding<EncodedImage> encoding) throws ProcessingException {
    EncodedImage image = expected("image", encoding);
    requireUsable(image.vector(), "image");
    return image;
  }

  private EncodedText text(Encoding<EncodedText> encoding) throws ProcessingException {
    EncodedText text = expected("text", encoding);
    requireUsable(text.vector(), "text");
    return text;
  }

  private float[] part(Encoding<float[]> encoding) throws ProcessingException {
    float[] vector = expected("part of the image", encoding);
    requireUsable(vector, "part of the image");
    return vector;
  }

  private static <T> T expected(String what, Encoding<T> encoding) throws ProcessingException {
    try {
      return encoding.await();
    } catch (EncoderClosedException closed) {
      throw closed;
    } catch (RuntimeException failure) {
      throw failed(what, failure);
    }
  }

  @Override
  public void close() {
    encoder.close();
  }

  private static ProcessingException failed(String what, RuntimeException failure) {
    return new ProcessingException(
        FailureCode.INFERENCE_FAILED, "the model failed on the " + what + ": " + failure, failure);
  }

  private static void requireUsable(float[] vector, String what) throws ProcessingException {
    double norm = Vectors.norm(vector);
    if (norm == 0 || !Double.isFinite(norm)) {
      throw new ProcessingException(
          FailureCode.INFERENCE_FAILED,
          "the model's embedding of the %s has length %s: no direction to compare"
              .formatted(what, norm));
    }
  }
}
