package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ImageConfig;
import io.clipstreams.config.InferenceConfig;
import io.clipstreams.inference.BatchLimits;
import io.clipstreams.inference.BatchingEncoder;
import io.clipstreams.inference.CrashJournal;
import io.clipstreams.inference.EmbeddingCache;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.ImageSteps;
import io.clipstreams.inference.ModelThreads;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.ClipModelOptions;
import io.clipstreams.model.Device;
import io.clipstreams.model.ModelCatalog;
import io.clipstreams.model.ModelException;
import io.clipstreams.model.ModelLocation;
import io.clipstreams.model.ModelStore;
import io.clipstreams.model.image.AlphaPolicy;
import io.clipstreams.model.image.Grey16Policy;
import io.clipstreams.model.image.ImageDecoder;
import io.clipstreams.model.image.ImageLimits;
import io.clipstreams.model.image.Thumbnailer;
import io.clipstreams.model.text.SpecialTokens;
import io.clipstreams.model.text.TextLimits;
import io.clipstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is ready to embed.
 *
 * @param identity which it is
 * @param encoder embeds; closed with this
 * @param calibration what was measured with it
 * @param meters where the encoder counts; who wants to know adds a registry of its own
 */
public record EmbeddingModel(
    ModelIdentity identity,
    Encoder encoder,
    ModelCalibration calibration,
    CompositeMeterRegistry meters)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingModel.class);
  private static final String BUNDLED = "bundled:";

  /** More does not pay: one image keeps a CPU's cores busy already. */
  private static final int IMAGES_IN_A_BATCH_ON_CPU = 8;

  private static final int IMAGES_IN_A_BATCH_ON_GPU = 64;

  public EmbeddingModel {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(calibration, "calibration");
    Objects.requireNonNull(meters, "meters");
  }

  /** A model of which only the threshold of the cosine is known, if that; it counts nothing. */
  public EmbeddingModel(ModelIdentity identity, Encoder encoder, OptionalDouble mismatchThreshold) {
    this(
        identity,
        encoder,
        ModelCalibration.ofThreshold(mismatchThreshold),
        new CompositeMeterRegistry());
  }

  /**
   * Loads the configured model.
   *
   * @throws ModelException if it cannot be had or used, with one line that says why
   */
  public static EmbeddingModel load(ClipConfig config) {
    return load(config, true, CrashJournal.inMemory());
  }

  /**
   * Loads the configured model for an application that is started again when it dies: in its state
   * directory it notes what is being embedded, so that nothing kills it for ever.
   *
   * @throws ModelException if it cannot be had or used, with one line that says why
   * @throws StartRefusedException if the state directory cannot be written, or is in use
   */
  public static EmbeddingModel loadJournalled(ClipConfig config) {
    CrashJournal journal = openJournal(config);
    try {
      return load(config, true, journal);
    } catch (RuntimeException failure) {
      journal.close();
      throw failure;
    }
  }

  /**
   * Opens the journal of what an application embeds; an encoder closes it.
   *
   * @throws StartRefusedException if the state directory cannot be written, or is in use
   */
  public static CrashJournal openJournal(ClipConfig config) {
    Path stateDir = Path.of(config.kafkaProperty(StreamsConfig.STATE_DIR_CONFIG).orElseThrow());
    try {
      return CrashJournal.open(stateDir.resolve(config.applicationId() + ".crashes"));
    } catch (IOException failure) {
      throw new StartRefusedException(
          "the crash journal in state.dir=%s cannot be opened: %s"
              .formatted(stateDir, failure.getMessage()),
          failure);
    }
  }

  /**
   * Loads the configured model and leaves its calibration alone, so that it can be made anew.
   *
   * @throws ModelException if it cannot be had or used, with one line that says why
   */
  public static EmbeddingModel loadUncalibrated(ClipConfig config) {
    return load(config, false, CrashJournal.inMemory());
  }

  private static EmbeddingModel load(ClipConfig config, boolean calibrated, CrashJournal journal) {
    if (config.model().model().startsWith(BUNDLED)) {
      LOG.info(
          "clip.model={} is our own small model for demonstrations, not OpenAI's CLIP and far weaker."
              + " For OpenAI's: 'clip-streams model download openai/clip-vit-base-patch32', then"
              + " clip.model=openai/clip-vit-base-patch32",
          config.model().model());
    }
    ModelStore store = new ModelStore(config.model().cache(), ModelCatalog.load());
    ModelLocation location = store.locate(config.model().model());
    // The calibration may be another than the model's own, see ModelCalibration.
    ClipModel model = ClipModel.load(location, options(config).withoutCalibration());
    try {
      ModelCalibration calibration =
          calibrated
              ? ModelCalibration.read(config.judging(), location.directory(), model.revision())
              : ModelCalibration.NONE;
      EmbeddingModel loaded = of(model, config, calibration, journal);
      LOG.info(
          "Model {}, revision {}, {} dimensions, on {}",
          model.name(),
          model.revision(),
          model.dimension(),
          model.device());
      return loaded;
    } catch (RuntimeException failure) {
      model.close();
      throw failure;
    }
  }

  private static EmbeddingModel of(
      ClipModel model, ClipConfig config, ModelCalibration calibration, CrashJournal journal) {
    ImageConfig images = config.image();
    ImageDecoder decoder =
        new ImageDecoder(
            new ImageLimits(images.maxBytes().bytes(), images.maxPixels()),
            switch (images.alpha()) {
              case DROP -> AlphaPolicy.DROP;
              case WHITE -> AlphaPolicy.WHITE;
            },
            switch (images.grey16()) {
              case CLIP -> Grey16Policy.CLIP;
              case SCALE -> Grey16Policy.SCALE;
            });
    CompositeMeterRegistry meters = new CompositeMeterRegistry();
    Encoder batching =
        new BatchingEncoder(
            model,
            ImageSteps.of(decoder, model.preprocessing(), new Thumbnailer(images.thumbnailSize())),
            new TextLimits(Math.toIntExact(config.text().maxBytes().bytes())),
            batchLimits(model, config.inference(), modelThreads(config)),
            journal,
            meters);
    return new EmbeddingModel(
        new ModelIdentity(model.name(), model.revision(), model.logitScale()),
        cached(batching, model.revision(), config.inference(), meters),
        calibration,
        meters);
  }

  private static BatchLimits batchLimits(
      ClipModel model, InferenceConfig config, ModelThreads threads) {
    boolean onGpu = model.device().cuda().isPresent();
    int onDevice = onGpu ? IMAGES_IN_A_BATCH_ON_GPU : IMAGES_IN_A_BATCH_ON_CPU;
    int images = config.batchMax() > 0 ? config.batchMax() : onDevice;
    int cores = Runtime.getRuntime().availableProcessors();
    return new BatchLimits(
        images,
        Math.multiplyExact(images, model.tokenizer().contextLength()),
        config.linger(),
        config.imageThreads() > 0 ? config.imageThreads() : cores,
        onGpu ? 1 : threads.runs(),
        onGpu ? 0 : threads.coresOfRun());
  }

  private static ModelThreads modelThreads(ClipConfig config) {
    return ModelThreads.on(
        Runtime.getRuntime().availableProcessors(), config.model().inferenceThreads());
  }

  private static Encoder cached(
      Encoder encoder, String revision, InferenceConfig config, MeterRegistry meters) {
    long bytes = config.cacheMaxBytes().bytes();
    return bytes == 0 ? encoder : new EmbeddingCache(encoder, revision, bytes, meters);
  }

  private static ClipModelOptions options(ClipConfig config) {
    return new ClipModelOptions(
        Device.parse(config.model().device().toString()),
        modelThreads(config).sessionThreads(),
        config.model().logitScale(),
        switch (config.text().specialTokens()) {
          case PARSE -> SpecialTokens.PARSE;
          case ESCAPE -> SpecialTokens.ESCAPE;
        },
        vectorSettings(config.image()),
        true);
  }

  /** How pictures are decoded changes vectors, and so the model's revision. */
  private static Map<String, String> vectorSettings(ImageConfig images) {
    Map<String, String> settings = new TreeMap<>();
    if (images.alpha() != ImageConfig.Alpha.DROP) {
      settings.put(ImageConfig.ALPHA_CONFIG, images.alpha().name());
    }
    if (images.grey16() != ImageConfig.Grey16.CLIP) {
      settings.put(ImageConfig.GREY16_CONFIG, images.grey16().name());
    }
    return settings;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
