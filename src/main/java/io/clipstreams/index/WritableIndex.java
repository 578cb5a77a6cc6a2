package io.clipstreams.index;

import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index that is written: one document for each image, caption and alert, the latest. What is
 * written is seen after {@link #refresh()} and survives after {@link #commit}; what was not
 * committed when the process ends is gone, so that notes committed with it always tell the truth.
 * Safe for use by several threads.
 */
public final class WritableIndex implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WritableIndex.class);

  private final String name;
  private final IndexIdentity identity;
  private final int dimensions;
  private final IndexWriter writer;
  private final SearchIndex searching;
  private final Map<String, String> committed;
  private final Optional<String> rebuilt;

  private WritableIndex(
      String name,
      IndexIdentity identity,
      int dimensions,
      IndexWriter writer,
      SearchIndex searching,
      Map<String, String> committed,
      Optional<String> rebuilt) {
    this.name = name;
    this.identity = identity;
    this.dimensions = dimensions;
    this.writer = writer;
    this.searching = searching;
    this.committed = Map.copyOf(committed);
    this.rebuilt = rebuilt;
  }

  /**
   * Opens or makes an index. One that holds another model's vectors, or was written by another
   * version, is emptied, and a warning says so: what it held can be indexed again.
   *
   * @param path its directory; made if need be
   * @throws IndexException if the directory holds other files, is in use, or cannot be written
   */
  public static WritableIndex open(Path path, IndexSettings settings) {
    try {
      Files.createDirectories(path);
      Directory directory = FSDirectory.open(path);
      try {
        Optional<IndexIdentity> found = IndexIdentity.read(directory);
        if (found.isEmpty()) {
          requireEmpty(path);
        }
        return open(path.toString(), directory, found, settings);
      } catch (IOException | RuntimeException failure) {
        directory.close();
        throw failure;
      }
    } catch (LockObtainFailedException inUse) {
      throw new IndexException(
          "the index at "
              + path
              + " is being written by another process; end that, or name another"
              + " directory",
          inUse);
    } catch (IOException failure) {
      throw new IndexException(
          "the index at %s cannot be opened: %s. If it is damaged, delete it: it is made again"
              .formatted(path, failure),
          failure);
    }
  }

  /** An index that ends with this process. */
  public static WritableIndex inMemory(IndexSettings settings) {
    try {
      return open("memory", new ByteBuffersDirectory(), Optional.empty(), settings);
    } catch (IOException impossible) {
      throw new IllegalStateException("memory can always be written", impossible);
    }
  }

  private static WritableIndex open(
      String name, Directory directory, Optional<IndexIdentity> found, IndexSettings settings)
      throws IOException {
    Optional<String> unfit = found.flatMap(identity -> identity.unfitFor(settings.model()));
    unfit.ifPresent(reason -> LOG.warn("The index at {} is made again: {}", name, reason));
    IndexWriter writer = new IndexWriter(directory, config(settings, unfit.isPresent()));
    try {
      Map<String, String> notes = notes(writer);
      IndexIdentity identity = IndexIdentity.of(settings.model());
      if (found.isEmpty() || unfit.isPresent()) {
        notes = Map.of();
        write(writer, identity, notes);
      }
      SearchIndex searching =
          new SearchIndex(name, new SearcherManager(writer, new SearcherFactory()), directory);
      return new WritableIndex(
          name, identity, settings.model().dimensions(), writer, searching, notes, unfit);
    } catch (IOException | RuntimeException failure) {
      writer.rollback();
      throw failure;
    }
  }

  private static IndexWriterConfig config(IndexSettings settings, boolean emptied) {
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.disableAutoIOThrottle();
    return new IndexWriterConfig()
        .setOpenMode(
            emptied
                ? IndexWriterConfig.OpenMode.CREATE
                : IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
        .setCodec(new VectorCodec(settings.graph()))
        .setRAMBufferSizeMB(settings.bufferMebibytes())
        .setMergeScheduler(merges)
        .setCommitOnClose(false);
  }

  /** Lucene would write its files among those of somebody else. */
  private static void requireEmpty(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      Optional<Path> other =
          files.filter(file -> !file.getFileName().toString().equals("write.lock")).findAny();
      if (other.isPresent()) {
        throw new IndexException(
            "%s holds other files (%s) and no index of clip-streams; name an empty directory"
                .formatted(path, other.get().getFileName()));
      }
    }
  }

  /** What can be searched. */
  public SearchIndex searching() {
    return searching;
  }

  /** What was committed last before it was opened; see {@link #commit}. */
  public Map<String, String> notes() {
    return committed;
  }

  /** Why what had been there was thrown away, if it was. */
  public Optional<String> rebuilt() {
    return rebuilt;
  }

  private static Map<String, String> notes(IndexWriter writer) {
    Map<String, String> notes = new HashMap<>();
    Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
    if (data != null) {
      data.forEach(entry -> notes.put(entry.getKey(), entry.getValue()));
    }
    notes.keySet().removeIf(IndexIdentity::isOurs);
    return notes;
  }

  /**
   * Adds an image, in the place of an earlier one of its id.
   *
   * @throws IllegalArgumentException if its vector is zero or not of the model's dimension
   */
  public void put(EnrichedImage image, Origin origin) {
    requireDimension(image.getEmbedding());
    update(IndexDocuments.key(image), IndexDocuments.of(image, origin));
  }

  /** As {@link #put(EnrichedImage, Origin)}. */
  public void put(EnrichedCaption caption, Origin origin) {
    requireDimension(caption.getEmbedding());
    update(IndexDocuments.key(caption), IndexDocuments.of(caption, origin));
  }

  /** Adds an alert, in the place of an earlier one of its caption. */
  public void put(MismatchAlert alert, Origin origin) {
    update(IndexDocuments.key(alert), IndexDocuments.of(alert, origin));
  }

  /** Lucene would hold all against the first that came. */
  private void requireDimension(Embedding embedding) {
    if (embedding.getVector().size() != dimensions) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(embedding.getVector().size(), dimensions));
    }
  }

  private void update(String key, Document document) {
    writing(() -> writer.updateDocument(new Term(IndexFields.KEY, key), document));
  }

  /** Removes one document, if it is there. */
  public void delete(DocumentKind kind, String id) {
    writing(() -> writer.deleteDocuments(new Term(IndexFields.KEY, IndexFields.key(kind, id))));
  }

  /** Removes all that came from there. */
  public void deleteFrom(String source) {
    writing(() -> writer.deleteDocuments(new Term(IndexFields.SOURCE, source)));
  }

  /** Makes what was written visible. */
  public void refresh() {
    writing(searching::refresh);
  }

  /**
   * Writes to disk all that was put and deleted, and notes that are true of exactly that.
   *
   * @param notes in the place of those before
   */
  public void commit(Map<String, String> notes) {
    writing(() -> write(writer, identity, notes));
  }

  private static void write(IndexWriter writer, IndexIdentity identity, Map<String, String> notes)
      throws IOException {
    Map<String, String> data = new HashMap<>(notes);
    data.putAll(identity.data());
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  /** Whether it can be written; after an error of the disk it can not, until it is opened again. */
  public boolean writable() {
    return writer.isOpen();
  }

  /** Waits for merges that are under way, and makes one segment of all: for measuring. */
  public void mergeAll() {
    writing(() -> writer.forceMerge(1));
  }

  /**
   * Gives the id and the note of every image or caption, as of the last refresh.
   *
   * @param kind images or captions
   */
  public void forEachNote(DocumentKind kind, BiConsumer<String, String> action) {
    searching.forEachNote(kind, action);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void writing(Writing writing) {
    try {
      writing.run();
    } catch (IOException failure) {
      throw new IndexException(
          "the index at %s cannot be written: %s".formatted(name, failure), failure);
    }
  }

  /** Ends it; what was not committed is gone. */
  @Override
  public void close() {
    try {
      // Closes the writer; merges under way are given up.
      writer.rollback();
    } catch (IOException failure) {
      throw new IndexException(
          "the index at %s cannot be closed: %s".formatted(name, failure), failure);
    } finally {
      searching.close();
    }
  }
}
