package io.clipstreams.cli;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.OutputIndex;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.IndexException;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.WritableIndex;
import io.clipstreams.index.folder.FolderContents;
import io.clipstreams.index.folder.FolderPlace;
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
 * @param closing closes what was opened
 */
record SearchedIndex(
    SearchIndex index, Optional<Path> folder, List<String> leftOut, AutoCloseable closing)
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
    return opened(directory, model);
  }

  /** A folder with an index, an index, or a folder that is embedded now. */
  static SearchedIndex in(
      Path path, ClipConfig config, EmbeddingModel model, Progress.Display display)
      throws IOException, ProcessingException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    Path inside = path.resolve(FolderPlace.DIRECTORY);
    if (Files.isDirectory(inside)) {
      return opened(inside.toRealPath(), model);
    }
    if (Files.isDirectory(path) && SearchIndex.isThere(path)) {
      return opened(path.toRealPath(), model);
    }
    return embedded(FolderContents.read(path, List.of()), config, model, display);
  }

  private static SearchedIndex opened(Path directory, EmbeddingModel model) {
    SearchIndex index = SearchIndex.openReadOnly(directory, OutputIndex.indexed(model));
    return new SearchedIndex(
        index, FolderPlace.folderOf(directory, index.notes()), List.of(), index);
  }

  private static SearchedIndex embedded(
      FolderContents contents, ClipConfig config, EmbeddingModel model, Progress.Display display)
      throws ProcessingException {
    FolderIndexing indexing = new FolderIndexing(config, model, display);
    WritableIndex index = WritableIndex.inMemory(indexing.settings());
    try {
      FolderPlace place = new FolderPlace(contents.root(), contents.root());
      List<String> leftOut = indexing.update(index, place, contents).leftOut();
      return new SearchedIndex(index.searching(), Optional.of(contents.root()), leftOut, index);
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
