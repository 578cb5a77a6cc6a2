package io.clipstreams.cli;

import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.DetectionResult;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.Match;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import io.clipstreams.client.TailedRecord;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.generic.IndexedRecord;
import picocli.CommandLine.Help.Ansi;

/** Records of the outputs as rows of a table that grows: columns of fixed width, no vectors. */
final class OutputTable {
  /** In less than this the last column is not cut, but goes on in the next line. */
  private static final int NARROWEST_LAST = 16;

  private static final Pattern COLOURS = Pattern.compile("\\x1B\\[[0-9;]*m");

  private final Ansi ansi;
  private final OptionalInt width;

  /**
   * @param ansi whether there are colours
   * @param width so many characters has a line at most
   */
  OutputTable(Ansi ansi, OptionalInt width) {
    this.ansi = ansi;
    this.width = width;
  }

  /** A column: how wide it is. The last of a row is as wide as it must be. */
  private enum Column {
    ID(24),
    SIZE(11),
    TYPE(11),
    STATUS(13),
    VERDICT(9),
    NUMBER(6),
    CODE(22),
    SOURCE(28);

    private final int width;

    Column(int width) {
      this.width = width;
    }

    String cell(String text) {
      return Cells.fit(Cells.plain(text), width);
    }
  }

  /** The names of an output's columns. */
  String header(Output output) {
    String header =
        switch (output) {
          case ENRICHED_IMAGES ->
              join(
                  Column.ID.cell("IMAGE"),
                  Column.SIZE.cell("SIZE"),
                  Column.TYPE.cell("TYPE"),
                  "LABELS");
          case ENRICHED_CAPTIONS ->
              join(
                  Column.ID.cell("CAPTION"),
                  Column.ID.cell("IMAGE"),
                  Column.STATUS.cell("STATUS"),
                  Column.NUMBER.cell("COSINE"),
                  Column.VERDICT.cell("VERDICT"),
                  "TEXT");
          case ALERTS ->
              join(
                  Column.VERDICT.cell("STATE"),
                  Column.STATUS.cell("REASON"),
                  Column.ID.cell("CAPTION"),
                  Column.ID.cell("IMAGE"),
                  Column.NUMBER.cell("SCORE"),
                  "TEXT -> WHAT THE IMAGE SEEMS TO SHOW");
          case DETECTIONS -> join(Column.ID.cell("REQUEST"), Column.SIZE.cell("SIZE"), "FOUND");
          case DEAD_LETTERS ->
              join(
                  Column.CODE.cell("CODE"),
                  Column.ID.cell("KEY"),
                  Column.SOURCE.cell("FROM"),
                  "MESSAGE");
        };
    return ansi.string("@|bold " + header + "|@");
  }

  /** The row of a record of Avro; an empty one is a deletion. */
  String row(TailedRecord tailed, Optional<IndexedRecord> event) {
    String key = Column.ID.cell(tailed.key().orElse("?"));
    if (event.isEmpty()) {
      return join(key, "(deleted)");
    }
    IndexedRecord value = event.get();
    if (value instanceof EnrichedImage image) {
      return row(image);
    } else if (value instanceof EnrichedCaption caption) {
      return row(caption);
    } else if (value instanceof MismatchAlert alert) {
      return row(alert);
    } else if (value instanceof DetectionResult result) {
      return row(result);
    }
    return join(key, value.getSchema().getFullName());
  }

  private String row(EnrichedImage image) {
    String labels =
        new TreeMap<>(image.getLabels())
            .entrySet().stream()
                .filter(set -> !set.getValue().isEmpty())
                .map(set -> set.getKey() + ": " + show(set.getValue().get(0)))
                .collect(Collectors.joining("; "));
    return join(
        Column.ID.cell(image.getImageId()),
        Column.SIZE.cell(image.getWidth() + "x" + image.getHeight()),
        Column.TYPE.cell(image.getMediaType()),
        Cells.plain(labels));
  }

  private String row(EnrichedCaption caption) {
    Optional<Match> match = Optional.ofNullable(caption.getMatch());
    Optional<Verdict> verdict = match.map(Match::getVerdict);
    boolean bad =
        caption.getStatus() == CaptionStatus.IMAGE_FAILED
            || verdict.filter(Verdict.MISMATCH::equals).isPresent();
    return join(
        Column.ID.cell(caption.getCaptionId()),
        Column.ID.cell(caption.getImageId()),
        Column.STATUS.cell(caption.getStatus().name()),
        Column.NUMBER.cell(match.map(pair -> decimals(pair.getSimilarity())).orElse("")),
        coloured(Column.VERDICT.cell(verdict.map(Verdict::name).orElse("")), bad ? "red" : "green"),
        Cells.plain(caption.getText()));
  }

  private String row(MismatchAlert alert) {
    boolean raised = alert.getState() == AlertState.RAISED;
    Optional<Match> match = Optional.ofNullable(alert.getMatch());
    String labels =
        alert.getImageLabels().stream().map(OutputTable::show).collect(Collectors.joining(", "));
    // There is no image to show anything, or it could not be read.
    String shows = labels.isEmpty() ? "" : " -> " + Cells.plain(labels);
    String resolution =
        Optional.ofNullable(alert.getResolution()).map(cause -> " (" + cause + ")").orElse("");
    return join(
        coloured(Column.VERDICT.cell(alert.getState().name()), raised ? "bold,red" : "green"),
        Column.STATUS.cell(alert.getReason().name()),
        Column.ID.cell(alert.getCaptionId()),
        Column.ID.cell(alert.getImageId()),
        Column.NUMBER.cell(match.map(pair -> decimals(pair.getScore())).orElse("")),
        Cells.plain(alert.getText()) + shows + resolution);
  }

  private String row(DetectionResult result) {
    String found =
        Optional.ofNullable(result.getError())
            .map(error -> error.getCode() + ": " + error.getMessage())
            .orElseGet(
                () ->
                    result.getPrompts().stream()
                        .map(prompt -> prompt.getPrompt() + ": " + prompt.getBoxes().size())
                        .collect(Collectors.joining("; ")));
    return join(
        Column.ID.cell(result.getRequestId()),
        Column.SIZE.cell(result.getWidth() + "x" + result.getHeight()),
        Cells.plain(found));
  }

  /** The row of a dead letter. */
  String deadLetter(TailedRecord tailed) {
    String source =
        "%s/%s@%s"
            .formatted(
                tailed.header("__streams.errors.topic").orElse("?"),
                tailed.header("__streams.errors.partition").orElse("?"),
                tailed.header("__streams.errors.offset").orElse("?"));
    return join(
        coloured(Column.CODE.cell(tailed.header("clip.errors.code").orElse("?")), "red"),
        Column.ID.cell(tailed.key().orElse("?")),
        Column.SOURCE.cell(source),
        Cells.plain(tailed.header("__streams.errors.message").orElse("")));
  }

  private static String show(LabelScore score) {
    return String.format(Locale.ROOT, "%s %.0f %%", score.getLabel(), 100 * score.getProbability());
  }

  private static String decimals(float number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }

  private String coloured(String text, String colour) {
    return ansi.enabled() && !text.isBlank()
        ? ansi.string("@|" + colour + " " + text + "|@")
        : text;
  }

  private String join(String... cells) {
    String last = cells[cells.length - 1];
    String before = String.join(" ", Arrays.asList(cells).subList(0, cells.length - 1)) + " ";
    String visible = COLOURS.matcher(before).replaceAll("");
    int room = width.orElse(Integer.MAX_VALUE) - visible.codePointCount(0, visible.length());
    return (before + (room < NARROWEST_LAST ? last : Cells.cut(last, room))).stripTrailing();
  }
}
