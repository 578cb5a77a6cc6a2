package io.clipstreams.index;

import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.MismatchAlert;
import io.clipstreams.scoring.Vectors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** Makes a document of a record. */
final class IndexDocuments {
  /** Which labels count as an image's, beside the best of each set. */
  private static final float LEAST_PROBABILITY = 0.25f;

  private IndexDocuments() {}

  static String key(EnrichedImage image) {
    return IndexFields.key(DocumentKind.IMAGE, image.getImageId());
  }

  static String key(EnrichedCaption caption) {
    return IndexFields.key(DocumentKind.CAPTION, caption.getCaptionId());
  }

  static String key(MismatchAlert alert) {
    return IndexFields.key(DocumentKind.ALERT, alert.getCaptionId());
  }

  static Document of(EnrichedImage image, Origin origin) {
    Document document =
        document(DocumentKind.IMAGE, key(image), origin, image.getEventTime(), image);
    vector(document, SearchTarget.IMAGES, image.getEmbedding());
    attributes(document, image.getAttributes());
    image.getLabels().forEach((set, labels) -> labels(document, set, labels));
    return document;
  }

  static Document of(EnrichedCaption caption, Origin origin) {
    Document document =
        document(DocumentKind.CAPTION, key(caption), origin, caption.getEventTime(), caption);
    vector(document, SearchTarget.CAPTIONS, caption.getEmbedding());
    attributes(document, caption.getAttributes());
    String image = IndexFields.key(DocumentKind.IMAGE, caption.getImageId());
    document.add(new StringField(IndexFields.IMAGE, image, Field.Store.NO));
    return document;
  }

  static Document of(MismatchAlert alert, Origin origin) {
    Instant transition = Optional.ofNullable(alert.getResolvedAt()).orElse(alert.getRaisedAt());
    Document document = document(DocumentKind.ALERT, key(alert), origin, transition, alert);
    document.add(new StringField(IndexFields.STATE, alert.getState().name(), Field.Store.NO));
    document.add(new StringField(IndexFields.REASON, alert.getReason().name(), Field.Store.NO));
    return document;
  }

  private static Document document(
      DocumentKind kind, String key, Origin origin, Instant time, SpecificRecordBase record) {
    Document document = new Document();
    document.add(new StringField(IndexFields.KEY, key, Field.Store.NO));
    document.add(new SortedDocValuesField(IndexFields.KEY, new BytesRef(key)));
    document.add(new StringField(IndexFields.KIND, kind.name(), Field.Store.NO));
    document.add(new StringField(IndexFields.SOURCE, origin.source(), Field.Store.NO));
    if (!origin.note().isEmpty()) {
      document.add(new StoredField(IndexFields.NOTE, origin.note()));
    }
    document.add(new LongField(IndexFields.TIME, time.toEpochMilli(), Field.Store.NO));
    document.add(new StoredField(IndexFields.RECORD, StoredRecord.write(record)));
    return document;
  }

  private static void vector(Document document, SearchTarget target, Embedding embedding) {
    float[] vector = Vectors.normalize(numbers(embedding));
    document.add(
        new KnnFloatVectorField(
            target.vectorField(), vector, VectorSimilarityFunction.DOT_PRODUCT));
  }

  static float[] numbers(Embedding embedding) {
    List<Float> vector = embedding.getVector();
    float[] numbers = new float[vector.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = vector.get(i);
    }
    return numbers;
  }

  private static void attributes(Document document, Map<String, String> attributes) {
    attributes.forEach(
        (name, value) ->
            document.add(
                new StringField(
                    IndexFields.ATTRIBUTE, IndexFields.attribute(name, value), Field.Store.NO)));
  }

  private static void labels(Document document, String set, List<LabelScore> labels) {
    for (int i = 0; i < labels.size(); i++) {
      LabelScore label = labels.get(i);
      if (i == 0 || label.getProbability() >= LEAST_PROBABILITY) {
        label(document, label.getLabel());
        label(document, set + ":" + label.getLabel());
      }
    }
  }

  private static void label(Document document, String name) {
    document.add(new StringField(IndexFields.LABEL, IndexFields.term(name), Field.Store.NO));
  }
}
