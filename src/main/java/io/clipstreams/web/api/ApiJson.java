package io.clipstreams.web.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.clipstreams.web.ProblemException;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * JSON as the API reads and writes it. What is read has to fit its record exactly: no other field,
 * no other type, nothing twice; only values of a query or a form, which are all text, become
 * numbers.
 */
public final class ApiJson {
  private static final Pattern UNNAMED_PLACE =
      Pattern.compile(" \\(start marker at \\[Source: .*?\\]\\)");
  private static final int MAX_NESTING = 16;
  private static final int LONGEST_COMPLAINT = 300;

  private static final ObjectMapper STRICT = mapper(false);
  private static final ObjectMapper LENIENT = mapper(true);

  private ApiJson() {}

  private static ObjectMapper mapper(boolean lenient) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    // The size of a body is limited before it gets here; an image is one string.
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(MAX_NESTING)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    JsonMapper.Builder builder =
        JsonMapper.builder(factory)
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, lenient)
            // A name that is in a form once may be a list of one.
            .configure(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY, lenient);
    if (!lenient) {
      builder.withCoercionConfig(
          LogicalType.Textual,
          config ->
              config
                  .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                  .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                  .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }
    return builder.build();
  }

  /** A value as JSON. */
  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Object value) {
    try {
      return STRICT.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("our own records can be written", impossible);
    }
  }

  /** Answers with a value. */
  static void answer(Context context, Object value) {
    context.contentType("application/json").result(bytes(value));
  }

  /**
   * Reads an object.
   *
   * @throws ProblemException if it is none
   */
  static ObjectNode object(byte[] json) {
    if (json.length == 0) {
      throw ProblemException.badRequest("the body is empty; a JSON object is expected");
    }
    JsonNode node;
    try {
      node = STRICT.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw ProblemException.badRequest(
          "the body is no JSON: " + shortened(malformed.getOriginalMessage()), malformed);
    } catch (IOException malformed) {
      // Bytes that are no text.
      throw ProblemException.badRequest(
          "the body is no JSON in UTF-8: " + shortened(String.valueOf(malformed.getMessage())),
          malformed);
    }
    requireText(node);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ProblemException.badRequest("the body has to be a JSON object");
  }

  /** Half a surrogate pair can be escaped in JSON, but neither embedded nor answered. */
  private static void requireText(JsonNode node) {
    if (node.isTextual()) {
      requireText(node.textValue());
    }
    node.fieldNames().forEachRemaining(ApiJson::requireText);
    node.forEach(ApiJson::requireText);
  }

  private static void requireText(String text) {
    if (text.codePoints().anyMatch(ApiJson::isSurrogate)) {
      throw ProblemException.badRequest("the body has half of a surrogate pair, which is no text");
    }
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  static ObjectNode emptyObject() {
    return STRICT.createObjectNode();
  }

  /**
   * Makes a request's record of its fields.
   *
   * @param strict whether they came with their types
   * @throws ProblemException naming the field that does not fit
   */
  static <T> T record(ObjectNode fields, Class<T> type, boolean strict) {
    try {
      return (strict ? STRICT : LENIENT).treeToValue(fields, type);
    } catch (JsonProcessingException unfit) {
      throw ProblemException.badRequest(complaint(unfit), unfit);
    } catch (IllegalArgumentException unfit) {
      throw ProblemException.badRequest(shortened(String.valueOf(unfit.getMessage())), unfit);
    }
  }

  private static String complaint(JsonProcessingException unfit) {
    if (unfit instanceof UnrecognizedPropertyException unknown) {
      return "there is no field '%s' here; there are: %s"
          .formatted(
              shortened(unknown.getPropertyName()),
              unknown.getKnownPropertyIds().stream()
                  .map(Object::toString)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    if (unfit instanceof ValueInstantiationException refused
        && refused.getCause() instanceof IllegalArgumentException cause
        && cause.getMessage() != null) {
      return shortened(cause.getMessage());
    }
    String where =
        unfit instanceof JsonMappingException mapping ? place(mapping.getPath()) : "the body";
    return "%s: %s".formatted(where, shortened(unfit.getOriginalMessage()));
  }

  private static String place(List<JsonMappingException.Reference> path) {
    return path.stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String shortened(String complaint) {
    // Jackson says that it does not say where what is open began.
    String line = UNNAMED_PLACE.matcher(complaint.lines().findFirst().orElse("")).replaceAll("");
    if (line.length() <= LONGEST_COMPLAINT) {
      return line;
    }
    boolean splits = Character.isHighSurrogate(line.charAt(LONGEST_COMPLAINT - 1));
    return line.substring(0, splits ? LONGEST_COMPLAINT - 1 : LONGEST_COMPLAINT) + "…";
  }
}
