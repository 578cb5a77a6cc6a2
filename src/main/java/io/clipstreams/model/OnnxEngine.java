package io.clipstreams.model;

import ai.djl.engine.Engine;

/**
 * DJL's ONNX Runtime engine. It makes the process's only {@code OrtEnvironment}, with options that
 * cannot be set later: whoever touches ONNX Runtime directly has to start this first.
 */
public final class OnnxEngine {
  /** The engine's name in DJL. */
  public static final String NAME = "OnnxRuntime";

  private OnnxEngine() {}

  /** Starts the engine, unless it runs already. Safe for use by several threads. */
  public static synchronized Engine start() {
    // DJL reports its use over the network and looks for libraries there unless told otherwise.
    setUnlessSet("OPT_OUT_TRACKING", "true");
    setUnlessSet("ai.djl.offline", "true");
    return Engine.getEngine(NAME);
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
