package io.clipstreams.model;

import io.clipstreams.scoring.ReferencePair;
import io.clipstreams.scoring.ReferenceSet;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A reference set in a file beside a calibration: only embeddings, neither captions nor names.
 *
 * <p>Big-endian: the eight characters {@code CLIPREFS}, the format's version as int, the model's
 * revision as Java's modified UTF-8 with a length of two bytes, the dimension and the number of
 * pairs as ints, then for each pair the image's and the caption's embedding as floats, of length 1.
 */
public final class ReferenceSetFile {
  private static final String MAGIC = "CLIPREFS";
  private static final int VERSION = 1;
  private static final int MAX_DIMENSION = 1 << 16;
  private static final String SUFFIX = ".references";

  private final Path path;

  /**
   * @param path where it lies, or will
   */
  public ReferenceSetFile(Path path) {
    this.path = Objects.requireNonNull(path, "path");
  }

  /** The file that belongs to a calibration: {@code calibration.references} beside it. */
  public static ReferenceSetFile of(Path calibration) {
    String name = calibration.getFileName().toString();
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return new ReferenceSetFile(calibration.resolveSibling(stem + SUFFIX));
  }

  /** Where it lies, or will. */
  public Path path() {
    return path;
  }

  /** Writes a set that was embedded with a revision of a model. */
  public void write(ReferenceSet set, String revision) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
      out.writeBytes(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(revision);
      List<ReferencePair> pairs = set.pairs();
      out.writeInt(pairs.isEmpty() ? 0 : pairs.get(0).image().length);
      out.writeInt(pairs.size());
      for (ReferencePair pair : pairs) {
        write(out, pair.image());
        write(out, pair.caption());
      }
    }
  }

  private static void write(DataOutputStream out, float[] vector) throws IOException {
    for (float number : vector) {
      out.writeFloat(number);
    }
  }

  /**
   * Reads the set, if the file exists.
   *
   * @param revision the revision of the model it is to be used with
   * @throws ModelException if the file is damaged, or of another revision
   */
  public Optional<ReferenceSet> read(String revision) {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      return Optional.of(read(in, revision));
    } catch (EOFException e) {
      throw new ModelException(path + " ends too early: calibrate again, or remove the file", e);
    } catch (IOException e) {
      throw new ModelException(path + " cannot be read: " + ModelException.firstLine(e), e);
    }
  }

  private ReferenceSet read(DataInputStream in, String revision) throws IOException {
    String magic = new String(in.readNBytes(MAGIC.length()), StandardCharsets.US_ASCII);
    if (!magic.equals(MAGIC) || in.readInt() != VERSION) {
      throw new ModelException(
          path + " is no reference set of this version: calibrate again, or remove the file");
    }
    String madeWith = in.readUTF();
    if (!madeWith.equals(revision)) {
      throw new ModelException(
          "%s was made with model revision %s, this is %s: calibrate again, or remove the file"
              .formatted(path, madeWith, revision));
    }
    int dimension = in.readInt();
    int count = in.readInt();
    if (count < 0 || count > ReferenceSet.MAX_SIZE || dimension < 0 || dimension > MAX_DIMENSION) {
      throw new ModelException(
          "%s claims %d pairs of %d dimensions: it is damaged, calibrate again"
              .formatted(path, count, dimension));
    }
    List<ReferencePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Only to tell them apart.
      pairs.add(
          new ReferencePair("\0" + i, "\0" + i, vector(in, dimension), vector(in, dimension)));
    }
    return new ReferenceSet(pairs);
  }

  private static float[] vector(DataInputStream in, int dimension) throws IOException {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = in.readFloat();
    }
    return vector;
  }
}
