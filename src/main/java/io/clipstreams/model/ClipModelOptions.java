package io.clipstreams.model;

import io.clipstreams.model.text.SpecialTokens;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a model is to be loaded.
 *
 * @param device where it runs
 * @param threads threads of one run, 0 for ONNX Runtime's own choice (one a core)
 * @param logitScale {@code clip.model.logit.scale}, linear, if it is configured
 * @param specialTokens what becomes of special tokens in texts
 * @param vectorSettings further settings that change a vector (how images are decoded) and differ
 *     from their defaults: they are part of the model's revision
 */
public record ClipModelOptions(
    Device device,
    int threads,
    OptionalDouble logitScale,
    SpecialTokens specialTokens,
    Map<String, String> vectorSettings) {
  /** The CPU or CUDA, all cores, everything as in the reference. */
  public static final ClipModelOptions DEFAULT =
      new ClipModelOptions(
          new Device.Auto(), 0, OptionalDouble.empty(), SpecialTokens.PARSE, Map.of());

  public ClipModelOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must not be negative: " + threads);
    }
    vectorSettings = Map.copyOf(vectorSettings);
  }

  /** On another device. */
  public ClipModelOptions withDevice(Device other) {
    return new ClipModelOptions(other, threads, logitScale, specialTokens, vectorSettings);
  }

  /** With another number of threads. */
  public ClipModelOptions withThreads(int other) {
    return new ClipModelOptions(device, other, logitScale, specialTokens, vectorSettings);
  }

  /** With a configured logit scale. */
  public ClipModelOptions withLogitScale(double other) {
    return new ClipModelOptions(
        device, threads, OptionalDouble.of(other), specialTokens, vectorSettings);
  }

  /** With another treatment of special tokens. */
  public ClipModelOptions withSpecialTokens(SpecialTokens other) {
    return new ClipModelOptions(device, threads, logitScale, other, vectorSettings);
  }

  /** With other settings that change a vector. */
  public ClipModelOptions withVectorSettings(Map<String, String> others) {
    return new ClipModelOptions(device, threads, logitScale, specialTokens, others);
  }
}
