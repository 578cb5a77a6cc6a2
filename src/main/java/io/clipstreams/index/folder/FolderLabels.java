package io.clipstreams.index.folder;

import io.clipstreams.LabelScore;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.LabelEmbeddings;
import io.clipstreams.scoring.LabelMatrix;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.ZeroShotClassifier;
import java.util.List;
import java.util.Map;

/** Labels images as the stream does, by one set. */
public final class FolderLabels {
  private static final String SET = "default";

  private final LabelMatrix matrix;
  private final ZeroShotClassifier classifier;
  private final int most;
  private final String fingerprint;

  /**
   * @param set the labels
   * @param encoder embeds their prompts
   * @param logitScale the model's, linear
   * @throws ProcessingException if a prompt cannot be embedded
   */
  public FolderLabels(LabelSetDefinition set, Encoder encoder, double logitScale)
      throws ProcessingException {
    this.matrix = new LabelMatrix(set.labels(), new LabelEmbeddings(encoder).of(set));
    this.classifier = new ZeroShotClassifier(logitScale);
    this.most = set.topK();
    this.fingerprint = Sha256.of(set.toString() + logitScale);
  }

  /** Another one after images would be labelled otherwise. */
  String fingerprint() {
    return fingerprint;
  }

  Map<String, List<LabelScore>> of(float[] vector) {
    return Map.of(
        SET,
        classifier.classify(vector, matrix, most).stream()
            .map(label -> new LabelScore(label.label(), label.similarity(), label.probability()))
            .toList());
  }
}
