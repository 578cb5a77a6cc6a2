package io.clipstreams.cli;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.OutputIndex;
import io.clipstreams.client.CsvTable;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.IndexException;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.WritableIndex;
import io.clipstreams.index.folder.FolderContents;
import io.clipstreams.index.folder.FolderPlace;
import io.clipstreams.index.folder.FolderReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What 'search' searches.
 *
 * @param index closed by {@code closing}
 * @param folder where its images lie, if they are files
 * @param leftOut what of a folder could not be used
 * @param news what was done to bring the index up to its folder, if anything
 * @param closing closes what was opened
 */
record SearchedIndex(
    SearchIndex index,
    Optional<Path> folder,
    List<String> leftOut,
    Optional<String> news,
    AutoCloseable closing)
    implements AutoCloseable {

  /** The application's own index. */
  static SearchedIndex ofApplication(ClipConfig config, EmbeddingModel model) {
    Path directory = OutputIndex.directory(config);
    if (!Files.isDirectory(directory)) {
      throw new IndexException(
          "there is no index of application %s at %s; name a folder by --in, or the application's"
                  .formatted(config.applicationId(), directory)
              + " configuration by --config");
    }
    return opened(directory, model, List.of(), Optional.empty());
  }

  /**
   * A folder with an index, an index, or a folder that is embedded now.
   *
   * @param update whether an index is made equal to its folder first
   */
  static SearchedIndex in(Path path, EmbeddingModel model, FolderIndexing indexing, boolean update)
      throws IOException, ProcessingException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    Path inside = path.resolve(FolderPlace.DIRECTORY);
    Path directory = Files.isDirectory(inside) ? inside : path;
    if (Files.isDirectory(directory) && SearchIndex.isThere(directory)) {
      Path index = directory.toRealPath();
      return update ? updated(index, model, indexing) : opened(index, model);
    }
    return embedded(FolderContents.read(path, List.of()), indexing);
  }

  private static SearchedIndex opened(Path directory, EmbeddingModel model) {
    return opened(directory, model, List.of(), Optional.empty());
  }

  private static SearchedIndex opened(
      Path directory, EmbeddingModel model, List<String> leftOut, Optional<String> news) {
    SearchIndex index = SearchIndex.openReadOnly(directory, OutputIndex.indexed(model));
    return new SearchedIndex(
        index, FolderPlace.folderOf(directory, index.notes()), leftOut, news, index);
  }

  /** An index that cannot be brought up to its folder is searched as it is, and that is told. */
  private static SearchedIndex updated(
      Path directory, EmbeddingModel model, FolderIndexing indexing) throws ProcessingException {
    try {
      Optional<FolderReport> report = indexing.refresh(directory);
      return opened(
          directory,
          model,
          report.map(FolderReport::leftOut).orElse(List.of()),
          report.map(SearchedIndex::words));
    } catch (IOException | CsvTable.CsvException | IndexException failure) {
      String reason = failure instanceof IOException ? failure.toString() : failure.getMessage();
      return opened(
          directory,
          model,
          List.of("what has changed in the folder since it was indexed: " + reason),
          Optional.empty());
    }
  }

  private static String words(FolderReport report) {
    return "the index was brought up to its folder: %d embedded, %d removed"
        .formatted(
            report.images().embedded() + report.texts().embedded(),
            report.images().removed() + report.texts().removed());
  }

  private static SearchedIndex embedded(FolderContents contents, FolderIndexing indexing)
      throws ProcessingException {
    WritableIndex index = WritableIndex.inMemory(indexing.settings());
    try {
      FolderPlace place = new FolderPlace(contents.root(), contents.root(), List.of());
      List<String> leftOut = indexing.update(index, place, contents).leftOut();
      return new SearchedIndex(
          index.searching(), Optional.of(contents.root()), leftOut, Optional.empty(), index);
    } catch (ProcessingException | RuntimeException failure) {
      index.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    try {
      closing.close();
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
