package io.clipstreams.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's codec with our graphs. What it writes, Lucene's own reads: only the limit of 1,024
 * dimensions, which Lucene checks when a document is added, is another.
 */
final class VectorCodec extends Lucene912Codec {
  static final int MOST_DIMENSIONS = 4096;

  private final KnnVectorsFormat format;

  VectorCodec(GraphSettings graph) {
    this.format = new WideVectors(graph);
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return format;
  }

  private static final class WideVectors extends KnnVectorsFormat {
    private final KnnVectorsFormat hnsw;

    WideVectors(GraphSettings graph) {
      this(new Lucene99HnswVectorsFormat(graph.connections(), graph.candidates()));
    }

    private WideVectors(KnnVectorsFormat hnsw) {
      super(hnsw.getName());
      this.hnsw = hnsw;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return hnsw.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return hnsw.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
      return MOST_DIMENSIONS;
    }
  }
}
