package io.clipstreams.failure;

/** Why a record could not be processed; the name is the dead letter's {@code clip.errors.code}. */
public enum FailureCode {
  /** The value is no Avro record of the expected type. */
  DESERIALIZATION_FAILED("deserialize"),
  /** The record contradicts itself, or its key is null, empty or not UTF-8. */
  INVALID_EVENT("validate"),
  /** The file behind a URI could not be had. */
  FETCH_FAILED("fetch"),
  /** The URI is not under the allow list. */
  FETCH_FORBIDDEN("fetch"),
  /** The image has no bytes. */
  EMPTY_IMAGE("decode"),
  /** The bytes are of no image format that is supported. */
  UNSUPPORTED_FORMAT("decode"),
  /** The image has more bytes or more pixels than configured. */
  IMAGE_TOO_LARGE("decode"),
  /** The bytes are damaged. */
  DECODE_FAILED("decode"),
  /** The text holds nothing but white space. */
  EMPTY_TEXT("tokenize"),
  /** The text has more bytes than configured. */
  TEXT_TOO_LARGE("tokenize"),
  /** The model gave no usable embedding. */
  INFERENCE_FAILED("infer"),
  /** The enriched record could not be sent. */
  PRODUCE_FAILED("publish"),
  /** The record was set aside since processing it ended the process repeatedly. */
  CRASHED("any");

  private final String stage;

  FailureCode(String stage) {
    this.stage = stage;
  }

  /** The stage at which it happens: the dead letter's {@code clip.errors.stage}. */
  public String stage() {
    return stage;
  }
}
