package io.clipstreams.local;

import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The demo's table: a row for each caption that was judged against its image. Captions and images
 * come from different topics, in any order: a row is made when both are there. For one thread.
 */
public final class DemoTable {
  private static final String ALERT = "ALERT";
  private static final String RED = "\u001b[1;31m";
  private static final String PLAIN = "\u001b[0m";

  private final String labelSet;
  private final boolean colour;
  private final Map<String, String> bestLabels = new HashMap<>();
  private final Map<String, List<EnrichedCaption>> waiting = new HashMap<>();

  /**
   * @param labelSet the label set whose best label is shown
   * @param colour whether alerts are shown in red, as a terminal can
   */
  public DemoTable(String labelSet, boolean colour) {
    this.labelSet = labelSet;
    this.colour = colour;
  }

  /** The line above the rows. */
  public String header() {
    return row("image", "best label", "caption", "similarity", "verdict");
  }

  /** Rows for the captions that waited for this image. */
  public List<String> add(EnrichedImage image) {
    bestLabels.put(image.getImageId(), bestLabel(image));
    List<String> rows = new ArrayList<>();
    List<EnrichedCaption> captions = waiting.remove(image.getImageId());
    if (captions != null) {
      captions.forEach(caption -> rows.add(row(caption)));
    }
    return rows;
  }

  /** A row for this caption, or none while its image is not there. */
  public List<String> add(EnrichedCaption caption) {
    if (caption.getStatus() != CaptionStatus.SCORED) {
      return List.of();
    }
    if (!bestLabels.containsKey(caption.getImageId())) {
      waiting.computeIfAbsent(caption.getImageId(), id -> new ArrayList<>()).add(caption);
      return List.of();
    }
    return List.of(row(caption));
  }

  /** A line that says what happened to an alert. */
  public String add(MismatchAlert alert) {
    String line =
        String.format(
            Locale.ROOT,
            "%s %s %s: \"%s\", but the image seems to show %s",
            ALERT,
            alert.getState() == AlertState.RAISED ? "raised on" : "resolved on",
            alert.getImageId(),
            cut(alert.getText(), 46),
            alert.getImageLabels().stream()
                .map(LabelScore::getLabel)
                .collect(Collectors.joining(", ")));
    return coloured(line);
  }

  private String row(EnrichedCaption caption) {
    boolean alert = caption.getMatch().getVerdict() == Verdict.MISMATCH;
    String line =
        row(
            caption.getImageId(),
            bestLabels.get(caption.getImageId()),
            caption.getText(),
            String.format(Locale.ROOT, "%.3f", caption.getMatch().getSimilarity()),
            alert
                ? ALERT + " mismatch"
                : caption.getMatch().getVerdict().name().toLowerCase(Locale.ROOT));
    return alert ? coloured(line) : line;
  }

  private String coloured(String line) {
    return colour ? RED + line + PLAIN : line;
  }

  private String bestLabel(EnrichedImage image) {
    List<LabelScore> labels = image.getLabels().getOrDefault(labelSet, List.of());
    return labels.isEmpty() ? "-" : percentage(labels.get(0));
  }

  private static String percentage(LabelScore score) {
    return String.format(
        Locale.ROOT, "%s %.0f%%", cut(score.getLabel(), 17), 100 * score.getProbability());
  }

  private static String row(
      String image, String label, String caption, String similarity, String verdict) {
    return String.format(
        Locale.ROOT,
        "%-18s  %-22s  %-46s  %10s  %s",
        cut(image, 18),
        label,
        cut(caption, 46),
        similarity,
        verdict);
  }

  /** Line breaks and other control characters would break the table. */
  private static String cut(String text, int width) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }
}
