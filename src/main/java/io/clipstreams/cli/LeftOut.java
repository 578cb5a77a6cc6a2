package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.clipstreams.evaluation.ItemEmbedder;
import java.util.ArrayList;
import java.util.List;

/** What a command could not use: named and counted, while the rest goes on. */
final class LeftOut {
  private final List<String> reasons = new ArrayList<>();
  private long skipped;

  void add(String reason) {
    reasons.add(reason);
  }

  /** What was not found; skipped files are counted, but nothing has failed by them. */
  void add(ImageInputs inputs) {
    reasons.addAll(inputs.missing());
    skipped += inputs.skipped();
  }

  void add(ItemEmbedder.Embedded<?> embedded) {
    reasons.addAll(embedded.unreadable());
  }

  /** Tells on standard error, so that results can be piped. */
  void tell(Console console) {
    if (skipped > 0) {
      console.remark("skipped: %d files that are no images by their names".formatted(skipped));
    }
    reasons.forEach(reason -> console.err().println("left out: " + Cells.plain(reason)));
    if (!reasons.isEmpty()) {
      console.err().printf("%d left out%n", reasons.size());
    }
  }

  void tell(ArrayNode json) {
    reasons.forEach(json::add);
  }

  int exitCode() {
    return reasons.isEmpty() ? 0 : 1;
  }
}
