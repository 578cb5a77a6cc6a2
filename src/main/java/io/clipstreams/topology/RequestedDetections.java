package io.clipstreams.topology;

import io.clipstreams.Box;
import io.clipstreams.DetectionError;
import io.clipstreams.DetectionRequest;
import io.clipstreams.DetectionResult;
import io.clipstreams.PromptDetection;
import io.clipstreams.RelevanceMap;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.fetch.ContentFetcher;
import io.clipstreams.inference.Detection;
import io.clipstreams.inference.DetectionSettings;
import io.clipstreams.inference.Detector;
import io.clipstreams.inference.Encoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.FoundBox;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.generic.PrimitivesArrays;

/** Answers detection requests. Safe for use by several threads. */
public final class RequestedDetections {
  /** The image of a request is not known, or was not sent by URI. */
  private static final String IMAGE_NOT_KEPT = "IMAGE_NOT_KEPT";

  private final Encoder encoder;
  private final DetectionSettings settings;
  private final int maxPrompts;
  private final ContentFetcher fetcher;
  private final String modelRevision;

  /**
   * @param encoder embeds windows and prompts
   * @param settings hold where a request says nothing else
   * @param maxPrompts the most prompts of a request
   * @param fetcher fetches images that are named by URI
   * @param modelRevision of the encoder's model
   */
  public RequestedDetections(
      Encoder encoder,
      DetectionSettings settings,
      int maxPrompts,
      ContentFetcher fetcher,
      String modelRevision) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.maxPrompts = maxPrompts;
    this.fetcher = Objects.requireNonNull(fetcher, "fetcher");
    this.modelRevision = Objects.requireNonNull(modelRevision, "modelRevision");
  }

  /**
   * What became of a request.
   *
   * @param result what the requester is told
   * @param failure why it failed; empty also where nothing has failed but the image is not kept
   */
  record Answer(DetectionResult result, Optional<ProcessingException> failure) {}

  /**
   * Answers a request.
   *
   * @param requestId the request's key
   * @param uris gives the URI that an image came by, if it did
   */
  Answer answer(
      String requestId, DetectionRequest request, Function<String, Optional<String>> uris) {
    Size size = new Size();
    try {
      requireOneImage(request);
      requireFewPrompts(request);
      Optional<byte[]> content = content(request, uris);
      if (content.isEmpty()) {
        return new Answer(notKept(requestId, request.getImageId()), Optional.empty());
      }
      DecodedImage image = encoder.decode(content.get());
      size.width = image.width();
      size.height = image.height();
      Detection detection =
          new Detector(encoder, settings(request)).detect(image, request.getPrompts());
      List<PromptDetection> prompts =
          detection.prompts().stream().map(RequestedDetections::record).toList();
      return new Answer(
          new DetectionResult(requestId, size.width, size.height, modelRevision, null, prompts),
          Optional.empty());
    } catch (ProcessingException failure) {
      return new Answer(
          failed(requestId, size.width, size.height, failure.code().name(), failure.getMessage()),
          Optional.of(failure));
    }
  }

  /** Known as soon as the image is decoded, and told also when what follows fails. */
  private static final class Size {
    private int width;
    private int height;
  }

  private static void requireOneImage(DetectionRequest request) throws ProcessingException {
    long named =
        Stream.of(request.getContent(), request.getUri(), request.getImageId())
            .filter(Objects::nonNull)
            .count();
    if (named != 1) {
      throw new ProcessingException(
          FailureCode.INVALID_EVENT,
          "a DetectionRequest has exactly one of content, uri and imageId; this one has " + named);
    }
  }

  private void requireFewPrompts(DetectionRequest request) throws ProcessingException {
    if (request.getPrompts().size() > maxPrompts) {
      throw new ProcessingException(
          FailureCode.INVALID_EVENT,
          "a DetectionRequest with %d prompts; the limit is %d: send several, or raise"
                  .formatted(request.getPrompts().size(), maxPrompts)
              + " clip.detection.max.prompts");
    }
  }

  private Optional<byte[]> content(
      DetectionRequest request, Function<String, Optional<String>> uris)
      throws ProcessingException {
    if (request.getContent() != null) {
      return Optional.of(ImageContent.bytes(request.getContent()));
    }
    Optional<String> uri =
        request.getUri() != null ? Optional.of(request.getUri()) : uris.apply(request.getImageId());
    return uri.isEmpty() ? Optional.empty() : Optional.of(fetcher.fetch(uri.get()));
  }

  private DetectionSettings settings(DetectionRequest request) {
    return settings.with(
        optional(request.getPatch()),
        optional(request.getWindow()),
        optional(request.getStride()),
        request.getThreshold() == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(request.getThreshold()));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private DetectionResult notKept(String requestId, String imageId) {
    return failed(
        requestId,
        0,
        0,
        IMAGE_NOT_KEPT,
        ("image '%s' cannot be fetched again: it is not known, or was sent with its content, which is"
                + " not kept; send the content or a uri in the request")
            .formatted(imageId));
  }

  private DetectionResult failed(
      String requestId, int width, int height, String code, String message) {
    return new DetectionResult(
        requestId, width, height, modelRevision, new DetectionError(code, message), List.of());
  }

  /** The answer in the place of one that the topic would not take. */
  DetectionResult tooLarge(DetectionResult result, ProcessingException refused) {
    return failed(
        result.getRequestId(),
        result.getWidth(),
        result.getHeight(),
        refused.code().name(),
        refused.getMessage() + "; fewer prompts or greater patches make it smaller");
  }

  private static PromptDetection record(Detection.OfPrompt found) {
    PrimitivesArrays.FloatArray scores =
        new PrimitivesArrays.FloatArray(
            found.map().scores().length, RelevanceMap.getClassSchema().getField("scores").schema());
    for (int i = 0; i < found.map().scores().length; i++) {
      scores.add(i, found.map().scores()[i]);
    }
    return new PromptDetection(
        found.prompt(),
        new RelevanceMap(found.map().rows(), found.map().columns(), scores),
        found.boxes().stream().map(RequestedDetections::box).toList());
  }

  private static Box box(FoundBox found) {
    return new Box(
        found.area().x(),
        found.area().y(),
        found.area().width(),
        found.area().height(),
        found.score(),
        found.similarity());
  }
}
