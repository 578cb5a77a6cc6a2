package io.clipstreams.index;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertState;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ReferenceManager;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * What an index holds: searched by vector, listed, looked up. Safe for use by several threads; each
 * call sees the index as it was at its last refresh.
 */
public final class SearchIndex implements AutoCloseable {
  private static final Sort NEWEST_FIRST =
      new Sort(
          LongField.newSortField(IndexFields.TIME, true, SortedNumericSelector.Type.MAX),
          new SortField(IndexFields.KEY, SortField.Type.STRING));

  private final String name;
  private final ReferenceManager<IndexSearcher> searchers;
  private final Closeable directory;

  /**
   * @param name for messages
   * @param searchers gives searchers; closed with this
   * @param directory closed with this
   */
  SearchIndex(String name, ReferenceManager<IndexSearcher> searchers, Closeable directory) {
    this.name = name;
    this.searchers = searchers;
    this.directory = directory;
  }

  /**
   * Opens an index to read it as it was last committed, even while another process writes it.
   *
   * @throws IndexException if there is none, or it belongs to another model's revision
   */
  public static SearchIndex openReadOnly(Path path, IndexedModel model) {
    try {
      Directory directory = FSDirectory.open(path);
      try {
        IndexIdentity.read(directory)
            .orElseThrow(() -> new IndexException("there is no index at " + path))
            .require(path, model);
        return new SearchIndex(
            path.toString(),
            new SearcherManager(DirectoryReader.open(directory), new SearcherFactory()),
            directory);
      } catch (IOException | RuntimeException failure) {
        directory.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new IndexException(
          "the index at %s cannot be read: %s".formatted(path, failure), failure);
    }
  }

  /** Whether there is an index of ours, of whatever model. */
  public static boolean isThere(Path path) {
    try (Directory directory = FSDirectory.open(path)) {
      return IndexIdentity.read(directory).isPresent();
    } catch (IOException unreadable) {
      throw new IndexException(
          "%s cannot be looked into for an index: %s".formatted(path, unreadable), unreadable);
    }
  }

  /**
   * Finds what is similar.
   *
   * @throws IllegalArgumentException if the vector is zero or not of the dimension of those indexed
   */
  public SearchPage search(SearchQuery query) {
    return with(searcher -> new VectorSearch(searcher, query).page());
  }

  /** An image by its id. */
  public Optional<EnrichedImage> image(String imageId) {
    return document(DocumentKind.IMAGE, imageId).map(SearchIndex::image);
  }

  /** The embedding's numbers as they were published. */
  public Optional<float[]> imageVector(String imageId) {
    return image(imageId).map(found -> IndexDocuments.numbers(found.getEmbedding()));
  }

  /** A caption by its id. */
  public Optional<EnrichedCaption> caption(String captionId) {
    return document(DocumentKind.CAPTION, captionId).map(SearchIndex::caption);
  }

  /** The embedding's numbers as they were published. */
  public Optional<float[]> captionVector(String captionId) {
    return caption(captionId).map(found -> IndexDocuments.numbers(found.getEmbedding()));
  }

  /** The latest record of a caption's alert, if it has had one. */
  public Optional<MismatchAlert> alert(String captionId) {
    return document(DocumentKind.ALERT, captionId).map(SearchIndex::alert);
  }

  /**
   * The captions of an image, newest first.
   *
   * @param most so many at most
   */
  public List<EnrichedCaption> captionsOf(String imageId, int most) {
    Query ofImage =
        SearchFilter.term(IndexFields.IMAGE, IndexFields.key(DocumentKind.IMAGE, imageId));
    return newest(ofImage, most, Optional.empty(), SearchIndex::caption).items();
  }

  /**
   * Images by the time of their records, newest first.
   *
   * @param limit so many at most, at least 1
   * @param cursor what an earlier part named as the next
   * @throws IllegalArgumentException if the cursor is none
   */
  public Listing<EnrichedImage> newestImages(int limit, Optional<String> cursor) {
    return newest(SearchFilter.of(DocumentKind.IMAGE), limit, cursor, SearchIndex::image);
  }

  /** As {@link #newestImages}. */
  public Listing<EnrichedCaption> newestCaptions(int limit, Optional<String> cursor) {
    return newest(SearchFilter.of(DocumentKind.CAPTION), limit, cursor, SearchIndex::caption);
  }

  /**
   * The latest record of each caption's alert, by the time it was raised or resolved, newest first.
   *
   * @param state only those, or all
   * @param reason only those, or all
   * @param limit so many at most, at least 1
   * @param cursor what an earlier part named as the next
   * @throws IllegalArgumentException if the cursor is none
   */
  public Listing<MismatchAlert> alerts(
      Optional<AlertState> state,
      Optional<AlertReason> reason,
      int limit,
      Optional<String> cursor) {
    List<Query> parts = new ArrayList<>(List.of(SearchFilter.of(DocumentKind.ALERT)));
    state.ifPresent(is -> parts.add(SearchFilter.term(IndexFields.STATE, is.name())));
    reason.ifPresent(is -> parts.add(SearchFilter.term(IndexFields.REASON, is.name())));
    return newest(SearchFilter.all(parts), limit, cursor, SearchIndex::alert);
  }

  /** What it holds. */
  public IndexCounts counts() {
    return with(
        searcher ->
            new IndexCounts(
                searcher.count(SearchFilter.of(DocumentKind.IMAGE)),
                searcher.count(SearchFilter.of(DocumentKind.CAPTION)),
                searcher.count(SearchFilter.term(IndexFields.STATE, AlertState.RAISED.name())),
                searcher.count(SearchFilter.term(IndexFields.STATE, AlertState.RESOLVED.name()))));
  }

  /** What was noted with the commit that is looked at; see {@link WritableIndex#commit}. */
  public Map<String, String> notes() {
    return with(
        searcher -> {
          DirectoryReader reader = (DirectoryReader) searcher.getIndexReader();
          Map<String, String> notes = new HashMap<>(reader.getIndexCommit().getUserData());
          notes.keySet().removeIf(IndexIdentity::isOurs);
          return Map.copyOf(notes);
        });
  }

  /**
   * Gives the id and the note of every image or caption, in no order.
   *
   * @param kind images or captions
   * @param action takes id and note
   */
  public void forEachNote(DocumentKind kind, BiConsumer<String, String> action) {
    with(
        searcher -> {
          StoredFields stored = searcher.storedFields();
          Query ofKind = SearchFilter.of(kind);
          for (ScoreDoc found :
              searcher.search(ofKind, Math.max(1, searcher.getIndexReader().maxDoc())).scoreDocs) {
            Document document = stored.document(found.doc);
            String id =
                kind == DocumentKind.IMAGE
                    ? image(document).getImageId()
                    : caption(document).getCaptionId();
            action.accept(id, Optional.ofNullable(document.get(IndexFields.NOTE)).orElse(""));
          }
          return null;
        });
  }

  private Optional<Document> document(DocumentKind kind, String id) {
    return with(
        searcher -> {
          Query byKey = SearchFilter.term(IndexFields.KEY, IndexFields.key(kind, id));
          ScoreDoc[] found = searcher.search(byKey, 1).scoreDocs;
          return found.length == 0
              ? Optional.<Document>empty()
              : Optional.of(searcher.storedFields().document(found[0].doc));
        });
  }

  private <T> Listing<T> newest(
      Query documents, int limit, Optional<String> cursor, Function<Document, T> reading) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; the least is 1");
    }
    Optional<Cursor> place = cursor.map(Cursor::parse);
    return with(
        searcher -> {
          int last = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
          FieldDoc after = place.map(given -> given.fieldDoc(last)).orElse(null);
          // One more tells whether there are more.
          ScoreDoc[] found =
              searcher.searchAfter(after, documents, limit + 1, NEWEST_FIRST).scoreDocs;
          StoredFields stored = searcher.storedFields();
          List<T> items = new ArrayList<>();
          for (int i = 0; i < Math.min(limit, found.length); i++) {
            items.add(reading.apply(stored.document(found[i].doc)));
          }
          return new Listing<>(
              items,
              found.length > limit
                  ? Optional.of(Cursor.after((FieldDoc) found[limit - 1]).text())
                  : Optional.empty());
        });
  }

  static EnrichedImage image(Document document) {
    return StoredRecord.read(EnrichedImage.class, document.getBinaryValue(IndexFields.RECORD));
  }

  static EnrichedCaption caption(Document document) {
    return StoredRecord.read(EnrichedCaption.class, document.getBinaryValue(IndexFields.RECORD));
  }

  private static MismatchAlert alert(Document document) {
    return StoredRecord.read(MismatchAlert.class, document.getBinaryValue(IndexFields.RECORD));
  }

  /** Looks at the index. */
  private interface Look<R> {
    R at(IndexSearcher searcher) throws IOException;
  }

  private <R> R with(Look<R> look) {
    try {
      IndexSearcher searcher = searchers.acquire();
      try {
        return look.at(searcher);
      } finally {
        searchers.release(searcher);
      }
    } catch (IOException failure) {
      throw new IndexException(
          "the index at %s cannot be read: %s".formatted(name, failure), failure);
    }
  }

  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  @Override
  public void close() {
    try (directory) {
      searchers.close();
    } catch (IOException failure) {
      throw new IndexException(
          "the index at %s cannot be closed: %s".formatted(name, failure), failure);
    }
  }
}
