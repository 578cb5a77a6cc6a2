package io.clipstreams.bench;

import java.util.ArrayList;
import java.util.List;

/** Memory, as figures (letter M). */
final class Memory {
  private static final double MEBIBYTE = 1 << 20;

  private Memory() {}

  /** The heap after collections, and the process where the system tells. */
  static List<Figure> figures(MemoryMeter meter) {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of(
            "M",
            "heap in use after a collection, at most",
            meter.heapBytes() / MEBIBYTE,
            "MiB",
            "of %d MiB".formatted(Runtime.getRuntime().maxMemory() >> 20)));
    MemoryMeter.residentBytes()
        .ifPresent(
            bytes ->
                figures.add(
                    Figure.of(
                        "M",
                        "whole process resident, at most",
                        bytes / MEBIBYTE,
                        "MiB",
                        "broker and application; the registry is a process of its own")));
    return figures;
  }
}
