package io.clipstreams.model;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Which of a tower's outputs is the embedding. The contract's name wins; otherwise it must be the
 * only output of two dimensions (such as {@code pooler_output} beside {@code last_hidden_state}),
 * or the only one of those that has the dimension config.json states.
 */
final class EmbeddingOutput {
  private EmbeddingOutput() {}

  static OnnxValue choose(OnnxFile file, String contractName, OptionalInt projectionDim) {
    OnnxValue chosen =
        file.output(contractName).orElseGet(() -> theOnlyOne(file, contractName, projectionDim));
    if (!chosen.type().equals("float32")) {
      throw new ModelException(
          "%s: output %s is %s, not float32: export the model with float32 outputs"
              .formatted(file.path(), chosen.name(), chosen.type()));
    }
    if (!chosen.mayHaveRank(2)) {
      throw new ModelException(
          "%s: output %s is not one vector a row".formatted(file.path(), chosen));
    }
    return chosen;
  }

  private static OnnxValue theOnlyOne(
      OnnxFile file, String contractName, OptionalInt projectionDim) {
    List<OnnxValue> candidates =
        file.outputs().stream().filter(output -> output.mayHaveRank(2)).toList();
    if (candidates.size() > 1 && projectionDim.isPresent()) {
      List<OnnxValue> fitting =
          candidates.stream().filter(output -> output.size(1).equals(projectionDim)).toList();
      candidates = fitting.isEmpty() ? candidates : fitting;
    }
    if (candidates.isEmpty()) {
      throw new ModelException(
          "%s gives no vector a row: there is no output %s, and none with two dimensions among %s"
              .formatted(file.path(), contractName, list(file.outputs())));
    }
    if (candidates.size() > 1) {
      throw new ModelException(
          "%s is ambiguous: any of %s may be the embedding; name one of them %s"
              .formatted(file.path(), list(candidates), contractName));
    }
    return candidates.get(0);
  }

  private static String list(List<OnnxValue> values) {
    return values.stream().map(OnnxValue::toString).collect(Collectors.joining(", "));
  }
}
