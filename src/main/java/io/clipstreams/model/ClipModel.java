package io.clipstreams.model;

import io.clipstreams.model.image.PreprocessorConfig;
import io.clipstreams.model.text.SpecialTokens;
import io.clipstreams.model.text.TextTokenizer;
import io.clipstreams.model.text.Tokens;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CLIP model, loaded: an image tower, a text tower and the tokenizer that belongs to them. Safe
 * for use by several threads. A row's vector does not depend on the rows beside it.
 *
 * <p>Loading runs both towers a few times, so that what they cannot do shows at start.
 */
public final class ClipModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClipModel.class);

  /** Counts as a setting where no file of the model states it. */
  private static final String CONTEXT_LENGTH = "context_length";

  private final String name;
  private final ModelDirectory directory;
  private final String revision;
  private final LogitScale logitScale;
  private final Optional<Calibration> calibration;
  private final DeviceChoice device;
  private final TextTokenizer tokenizer;
  private final VisionTower vision;
  private final TextTower text;

  private ClipModel(
      String name,
      ModelDirectory directory,
      String revision,
      LogitScale logitScale,
      Optional<Calibration> calibration,
      Loaded loaded) {
    this.name = name;
    this.directory = directory;
    this.revision = revision;
    this.logitScale = logitScale;
    this.calibration = calibration;
    this.device = loaded.device();
    this.tokenizer = loaded.tokenizer();
    this.vision = loaded.vision();
    this.text = loaded.text();
  }

  private record Loaded(
      DeviceChoice device, TextTokenizer tokenizer, VisionTower vision, TextTower text) {}

  /**
   * Loads a model.
   *
   * @throws ModelException if it cannot be used, with one line that says which file and why
   */
  public static ClipModel load(ModelLocation location, ClipModelOptions options) {
    ModelDirectory directory = ModelDirectory.open(location.directory());
    Map<String, String> settings = new TreeMap<>(options.vectorSettings());
    if (options.specialTokens() != SpecialTokens.PARSE) {
      settings.put(SpecialTokens.KEY, options.specialTokens().value());
    }
    OptionalInt context = directory.contextLength();
    if (context.isEmpty() && location.entry().isPresent()) {
      context = OptionalInt.of(location.entry().get().contextLength());
      settings.put(CONTEXT_LENGTH, Integer.toString(context.getAsInt()));
    }
    String revision = ModelRevision.of(directory.files(), settings);
    LogitScale logitScale =
        LogitScale.resolve(
            options.logitScale(),
            directory.config(),
            location.entry().stream().mapToDouble(CatalogEntry::logitScale).findFirst(),
            location.name());
    Optional<Calibration> calibration =
        directory
            .calibration()
            .filter(file -> options.readsCalibration())
            .map(file -> Calibration.read(file, revision));
    TextTokenizer tokenizer = tokenizer(directory, context, options.specialTokens());
    try {
      Loaded loaded = towers(directory, tokenizer, options);
      return new ClipModel(location.name(), directory, revision, logitScale, calibration, loaded);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static TextTokenizer tokenizer(
      ModelDirectory directory, OptionalInt context, SpecialTokens policy) {
    try {
      TextTokenizer tokenizer =
          TextTokenizer.open(
              directory.tokenizer(), context, directory.config().padTokenId(), policy);
      OptionalInt known = directory.config().vocabularySize();
      if (known.isPresent() && known.getAsInt() < tokenizer.vocabularySize()) {
        tokenizer.close();
        throw new IllegalArgumentException(
            "knows %d tokens, but config.json says text_config.vocab_size %d"
                .formatted(tokenizer.vocabularySize(), known.getAsInt()));
      }
      return tokenizer;
    } catch (IllegalArgumentException e) {
      throw new ModelException(directory.tokenizer() + " " + ModelException.firstLine(e), e);
    }
  }

  private static Loaded towers(
      ModelDirectory directory, TextTokenizer tokenizer, ClipModelOptions options) {
    DeviceChoice device = DeviceChoice.of(options.device());
    try {
      return towers(directory, tokenizer, options.threads(), device);
    } catch (ModelException e) {
      if (device.cuda().isEmpty() || !(options.device() instanceof Device.Auto)) {
        throw e;
      }
      DeviceChoice cpu = DeviceChoice.cpu("clip.device=auto, and CUDA failed: " + e.getMessage());
      LOG.warn("The model runs on the CPU: {}", cpu.reason(), e);
      return towers(directory, tokenizer, options.threads(), cpu);
    }
  }

  private static Loaded towers(
      ModelDirectory directory, TextTokenizer tokenizer, int threads, DeviceChoice device) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      Tower visionTower =
          Tower.load(directory.vision(), directory.visionSignature().embedding(), threads, device);
      opened.push(visionTower);
      Tower textTower =
          Tower.load(directory.text(), directory.textSignature().embedding(), threads, device);
      opened.push(textTower);
      VisionTower vision =
          new VisionTower(
              visionTower,
              directory.visionSignature(),
              directory.preprocessing().outputSize().width(),
              directory.preprocessing().outputSize().height());
      TextTower text = new TextTower(textTower, directory.textSignature(), tokenizer);
      directory.requireOneDimension(
          OptionalInt.of(vision.dimension()), OptionalInt.of(text.dimension()));
      return new Loaded(device, tokenizer, vision, text);
    } catch (RuntimeException e) {
      opened.forEach(tower -> close(tower, e));
      throw e;
    }
  }

  private static void close(AutoCloseable resource, RuntimeException cause) {
    try {
      resource.close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Embeds images.
   *
   * @param pixels {@code count} images one after the other, each [3, height, width] as the
   *     preprocessing makes them, from the buffer's position to its limit; direct and in native
   *     order (see {@link #newPixelBuffer}); neither changed nor kept
   * @param count number of images
   * @return one row an image
   */
  public Embeddings embedImages(FloatBuffer pixels, int count) {
    return vision.embed(pixels, count);
  }

  /**
   * Embeds texts. They are filled up to the longest of the batch, so that batches of texts of like
   * length cost least.
   *
   * @return one row a text
   */
  public Embeddings embedTexts(List<Tokens> texts) {
    return text.embed(texts);
  }

  /** A buffer for the pixels of that many images. */
  public FloatBuffer newPixelBuffer(int count) {
    return DirectBuffers.floats(Math.multiplyExact(count, vision.size()));
  }

  /** The model's tokenizer; closed with the model. */
  public TextTokenizer tokenizer() {
    return tokenizer;
  }

  /** The model's name. */
  public String name() {
    return name;
  }

  /** What decides what its vectors look like, see {@link ModelRevision}. */
  public String revision() {
    return revision;
  }

  /** Number of numbers in an embedding. */
  public int dimension() {
    return vision.dimension();
  }

  /** Width in pixels of what the image tower sees. */
  public int imageWidth() {
    return directory.preprocessing().outputSize().width();
  }

  /** Height in pixels of what the image tower sees. */
  public int imageHeight() {
    return directory.preprocessing().outputSize().height();
  }

  /** How images become its pixels. */
  public PreprocessorConfig preprocessing() {
    return directory.preprocessing();
  }

  /** What cosines are multiplied with before a softmax, linear. */
  public double logitScale() {
    return logitScale.value();
  }

  /** The logit scale and where it comes from. */
  public LogitScale logitScaleWithSource() {
    return logitScale;
  }

  /** What was measured with this model, if something was. */
  public Optional<Calibration> calibration() {
    return calibration;
  }

  /** The model's files. */
  public ModelDirectory directory() {
    return directory;
  }

  /** What it runs on, and why. */
  public DeviceChoice device() {
    return device;
  }

  /** How texts share runs. */
  String textBatching() {
    return text.batching().name();
  }

  @Override
  public void close() {
    vision.close();
    text.close();
    tokenizer.close();
  }
}
