package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.image.Interpolation;
import io.clipstreams.model.image.Resampler;
import io.clipstreams.scoring.PatchGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A square of pictures side by side, so that it is known where everything is.
 *
 * @param image the collage
 * @param places what is in it, and where
 * @param absent what is not in it
 */
record SampleCollage(DecodedImage image, List<Place> places, List<String> absent) {
  private static final int CELL = 224;

  /** What is where. */
  record Place(String label, PatchGrid.Area area) {}

  /** A picture, its middle square cut out and made as large as a cell. */
  record Cell(String file, String label, DecodedImage picture) {}

  /** All pictures of a directory's samples.csv, with their labels. */
  static List<Cell> cells(Path directory, Encoder encoder) throws IOException, ProcessingException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    List<Cell> cells = new ArrayList<>();
    try (CSVParser parser =
        CSVParser.parse(Files.newBufferedReader(directory.resolve("samples.csv")), format)) {
      for (CSVRecord sample : parser) {
        DecodedImage whole =
            encoder.decode(Files.readAllBytes(directory.resolve(sample.get("file"))));
        int side = Math.min(whole.width(), whole.height());
        DecodedImage square =
            whole.part((whole.width() - side) / 2, (whole.height() - side) / 2, side, side);
        byte[] pixels = new Resampler(Interpolation.BICUBIC).resize(square, CELL, CELL);
        cells.add(
            new Cell(
                sample.get("file"),
                sample.get("label"),
                new DecodedImage(CELL, CELL, whole.mediaType(), pixels)));
      }
    }
    return cells;
  }

  /** Places pictures by chance; those that have no place are absent. */
  static SampleCollage of(List<Cell> cells, int side, long seed) {
    List<Cell> dealt = new ArrayList<>(cells);
    Collections.shuffle(dealt, new Random(seed));
    int width = side * CELL;
    byte[] pixels = new byte[width * width * 3];
    List<Place> places = new ArrayList<>();
    for (int cell = 0; cell < side * side; cell++) {
      int x = cell % side * CELL;
      int y = cell / side * CELL;
      byte[] picture = dealt.get(cell).picture().rgb();
      for (int row = 0; row < CELL; row++) {
        System.arraycopy(picture, row * CELL * 3, pixels, ((y + row) * width + x) * 3, CELL * 3);
      }
      places.add(new Place(dealt.get(cell).label(), new PatchGrid.Area(x, y, CELL, CELL)));
    }
    return new SampleCollage(
        new DecodedImage(width, width, "image/png", pixels),
        places,
        dealt.subList(side * side, dealt.size()).stream().map(Cell::label).toList());
  }
}
