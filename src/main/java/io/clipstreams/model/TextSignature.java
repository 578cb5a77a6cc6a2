package io.clipstreams.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the text tower wants to be asked.
 *
 * @param ids the token ids: int64 or int32 [n, t]
 * @param mask 1 for tokens, 0 for padding, where the model wants it
 * @param typeIds zeros, where the model wants them
 * @param embedding the output: float32 [n, d]
 */
public record TextSignature(
    OnnxValue ids, Optional<OnnxValue> mask, Optional<OnnxValue> typeIds, OnnxValue embedding) {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPE_IDS = "token_type_ids";
  private static final String EMBEDDING = "text_embeds";
  private static final Set<String> KNOWN = Set.of(IDS, MASK, TYPE_IDS);

  /**
   * Finds inputs and output. An only input of another name is taken for the token ids.
   *
   * @throws ModelException if the model wants something that is not known here, or its output is
   *     ambiguous
   */
  static TextSignature of(OnnxFile file, OptionalInt projectionDim) {
    if (file.inputs().isEmpty()) {
      throw new ModelException(file.path() + " has no input");
    }
    OnnxValue ids =
        file.inputs().size() == 1
            ? file.inputs().get(0)
            : file.input(IDS)
                .orElseThrow(
                    () -> new ModelException("%s has no input %s".formatted(file.path(), IDS)));
    for (OnnxValue input : file.inputs()) {
      checkInput(file, input, ids);
    }
    return new TextSignature(
        ids,
        file.input(MASK).filter(mask -> !mask.equals(ids)),
        file.input(TYPE_IDS).filter(typeIds -> !typeIds.equals(ids)),
        EmbeddingOutput.choose(file, EMBEDDING, projectionDim));
  }

  private static void checkInput(OnnxFile file, OnnxValue input, OnnxValue ids) {
    if (!input.equals(ids) && !KNOWN.contains(input.name())) {
      throw new ModelException(
          "%s wants the input %s; a text tower is given %s, %s and %s only"
              .formatted(file.path(), input.name(), IDS, MASK, TYPE_IDS));
    }
    if (!input.type().equals("int64") && !input.type().equals("int32")) {
      throw new ModelException(
          "%s: input %s is %s, neither int64 nor int32"
              .formatted(file.path(), input.name(), input.type()));
    }
    if (!input.mayHaveRank(2)) {
      throw new ModelException("%s: input %s is not [texts, tokens]".formatted(file.path(), input));
    }
    FixedBatch.check(file, input);
  }

  /** Whether the model was exported for one text at a time. */
  boolean oneByOne() {
    return ids.size(0).isPresent();
  }

  /** The only number of tokens that the model takes, if there is only one. */
  public OptionalInt length() {
    return ids.size(1);
  }
}
