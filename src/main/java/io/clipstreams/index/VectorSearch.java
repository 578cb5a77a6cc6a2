package io.clipstreams.index;

import io.clipstreams.scoring.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/** One search for what is similar. */
final class VectorSearch {
  /** So many are all compared; the graph pays from there on. */
  private static final int ALL_COMPARED = 2_000;

  /** What the graph is asked for at least: the more, the surer that the best are among them. */
  private static final int LEAST_CANDIDATES = 128;

  private final IndexSearcher searcher;
  private final SearchQuery search;

  VectorSearch(IndexSearcher searcher, SearchQuery search) {
    this.searcher = searcher;
    this.search = search;
  }

  SearchPage page() throws IOException {
    Query filter = SearchFilter.of(searcher, search);
    int total = searcher.count(filter);
    List<SearchHit> hits = total == 0 ? List.of() : hits(filter, total);
    return new SearchPage(search.target(), total, search.offset(), search.k(), hits);
  }

  private List<SearchHit> hits(Query filter, int total) throws IOException {
    int end = search.offset() + search.k();
    int wanted = Math.min(total, end + search.excluded().map(id -> 1).orElse(0));
    List<SearchHit> hits = new ArrayList<>();
    int better = 0;
    StoredFields stored = searcher.storedFields();
    for (ScoreDoc found : nearest(filter, total, wanted)) {
      double similarity = Math.max(-1, Math.min(1, 2.0 * found.score - 1));
      if (tooLittle(similarity) || hits.size() == search.k()) {
        break;
      }
      // What comes before the page is only read where one of it may be the one that is left out.
      if (search.excluded().isEmpty() && better < search.offset()) {
        better++;
        continue;
      }
      SearchHit hit = hit(similarity, stored.document(found.doc));
      if (search.excluded().filter(hit.id()::equals).isPresent()) {
        continue;
      }
      if (better++ >= search.offset()) {
        hits.add(hit);
      }
    }
    return hits;
  }

  private boolean tooLittle(double similarity) {
    return search.minSimilarity().isPresent() && similarity < search.minSimilarity().getAsDouble();
  }

  private ScoreDoc[] nearest(Query filter, int total, int wanted) throws IOException {
    // Asked for as many as there are, Lucene compares all of them.
    int candidates = total <= ALL_COMPARED ? total : Math.max(wanted, LEAST_CANDIDATES);
    boolean unfiltered = search.labels().isEmpty() && search.attributes().isEmpty();
    Query query =
        new KnnFloatVectorQuery(
            search.target().vectorField(),
            Vectors.normalize(search.vector()),
            candidates,
            // The field itself says which kind it is.
            unfiltered ? null : filter);
    return searcher.search(query, wanted).scoreDocs;
  }

  private SearchHit hit(double similarity, Document document) {
    return switch (search.target()) {
      case IMAGES -> new SearchHit.ImageHit(similarity, SearchIndex.image(document));
      case CAPTIONS -> new SearchHit.CaptionHit(similarity, SearchIndex.caption(document));
    };
  }
}
