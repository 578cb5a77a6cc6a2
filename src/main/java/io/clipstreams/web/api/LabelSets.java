package io.clipstreams.web.api;

import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.web.ProblemException;
import java.util.Map;

/** The label sets of the stream. Each method throws {@link ProblemException} while it cannot. */
public interface LabelSets {
  /** The sets that were accepted, and the configured default; by name. */
  Map<String, LabelSetDefinition> all();

  /** Sends a set to the stream, which will accept it. */
  void put(String name, LabelSetDefinition set);

  /** Tells the stream that a set is no more. */
  void delete(String name);
}
