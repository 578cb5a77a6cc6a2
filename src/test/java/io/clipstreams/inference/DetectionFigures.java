package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.scoring.PatchGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts how well what is in collages is found, and what is not in them is not. */
final class DetectionFigures {
  /** Prompts of what is in no sample picture. */
  static final List<String> NOWHERE =
      List.of(
          "a piano",
          "a bicycle",
          "a banana",
          "a pair of shoes",
          "a lighthouse",
          "a clock",
          "a butterfly",
          "a train",
          "a cup of coffee",
          "an umbrella",
          "a snake",
          "a guitar",
          "a cake",
          "a tractor",
          "a telephone",
          "a spider",
          "a castle",
          "a sunflower",
          "a chair",
          "a helicopter");

  private int present;
  private int found;
  private int hits;
  private double overlap;
  private int boxes;
  private int absent;
  private int absentBoxed;
  private final Map<String, Integer> boxedAbsent = new TreeMap<>();
  private final Map<String, Integer> missed = new TreeMap<>();

  void add(Detector detector, SampleCollage collage) throws ProcessingException {
    List<String> prompts = new ArrayList<>();
    collage.places().forEach(place -> prompts.add(prompt(place.label())));
    Stream.concat(collage.absent().stream().map(DetectionFigures::prompt), NOWHERE.stream())
        .forEach(prompts::add);
    List<Detection.OfPrompt> detected = detector.detect(collage.image(), prompts).prompts();
    for (int i = 0; i < detected.size(); i++) {
      if (i < collage.places().size()) {
        if (!addPresent(detected.get(i), collage.places().get(i).area())) {
          missed.merge(prompts.get(i), 1, Integer::sum);
        }
      } else {
        absent++;
        if (!detected.get(i).boxes().isEmpty()) {
          absentBoxed++;
          boxedAbsent.merge(prompts.get(i), 1, Integer::sum);
        }
      }
    }
  }

  static String prompt(String label) {
    return "a " + label;
  }

  /**
   * A hit is a best box whose middle lies where the object is; no box counts as overlap 0.
   *
   * @return whether it is a hit
   */
  private boolean addPresent(Detection.OfPrompt detected, PatchGrid.Area place) {
    present++;
    boxes += detected.boxes().size();
    if (detected.boxes().isEmpty()) {
      return false;
    }
    found++;
    PatchGrid.Area best = detected.boxes().get(0).area();
    overlap += best.iou(place);
    PatchGrid.Area middle =
        new PatchGrid.Area(best.x() + best.width() / 2, best.y() + best.height() / 2, 1, 1);
    boolean hit = middle.iou(place) > 0;
    hits += hit ? 1 : 0;
    return hit;
  }

  double hitRate() {
    return (double) hits / present;
  }

  double meanIou() {
    return overlap / present;
  }

  double absentBoxedRate() {
    return (double) absentBoxed / absent;
  }

  /** A row of the table in docs/detection.md. */
  String row(String name) {
    return String.format(
        Locale.ROOT,
        "| %s | %.3f | %.3f | %d of %d | %.3f of %d |",
        name,
        hitRate(),
        meanIou(),
        present - found,
        present,
        absentBoxedRate(),
        absent);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "hit rate %.3f, mean IoU %.3f, boxes an object %.2f (%d objects, %d without a box); absent objects with a box %.3f (of %d)%nmissed: %s%nabsent, with a box: %s",
        hitRate(),
        meanIou(),
        (double) boxes / present,
        present,
        present - found,
        absentBoxedRate(),
        absent,
        missed,
        boxedAbsent);
  }
}
