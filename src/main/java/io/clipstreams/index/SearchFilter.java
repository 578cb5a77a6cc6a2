package io.clipstreams.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Which documents a search looks at. */
final class SearchFilter {
  private SearchFilter() {}

  static Query term(String field, String value) {
    return new TermQuery(new Term(field, value));
  }

  static Query of(DocumentKind kind) {
    return term(IndexFields.KIND, kind.name());
  }

  static Query all(List<Query> queries) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    queries.forEach(query -> all.add(query, Occur.FILTER));
    return all.build();
  }

  static Query of(IndexSearcher searcher, SearchQuery search) throws IOException {
    List<Query> parts = new ArrayList<>(List.of(of(search.target().kind())));
    search
        .attributes()
        .forEach(
            (name, value) ->
                parts.add(term(IndexFields.ATTRIBUTE, IndexFields.attribute(name, value))));
    if (!search.labels().isEmpty()) {
      switch (search.target()) {
        case IMAGES -> parts.addAll(labels(search.labels()));
        case CAPTIONS -> parts.add(ofImagesWith(searcher, search.labels()));
      }
    }
    return all(parts);
  }

  private static List<Query> labels(List<String> labels) {
    return labels.stream().map(label -> term(IndexFields.LABEL, IndexFields.term(label))).toList();
  }

  /** A caption carries no labels; its image does. */
  private static Query ofImagesWith(IndexSearcher searcher, List<String> labels)
      throws IOException {
    List<Query> parts = new ArrayList<>(List.of(of(DocumentKind.IMAGE)));
    parts.addAll(labels(labels));
    return new TermInSetQuery(IndexFields.IMAGE, searcher.search(all(parts), new AllKeys()));
  }

  private static final class AllKeys implements CollectorManager<Keys, List<BytesRef>> {
    @Override
    public Keys newCollector() {
      return new Keys();
    }

    @Override
    public List<BytesRef> reduce(Collection<Keys> collectors) {
      return collectors.stream().flatMap(keys -> keys.found.stream()).toList();
    }
  }

  /** Collects the keys of documents. */
  private static final class Keys extends SimpleCollector {
    private final List<BytesRef> found = new ArrayList<>();
    private SortedDocValues keys;

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
      keys = leaf.reader().getSortedDocValues(IndexFields.KEY);
    }

    @Override
    public void collect(int document) throws IOException {
      if (keys.advanceExact(document)) {
        found.add(BytesRef.deepCopyOf(keys.lookupOrd(keys.ordValue())));
      }
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }
}
