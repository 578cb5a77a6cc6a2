package io.clipstreams.serde;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Writes the binary form of internal state. Equal values give equal bytes: a foreign-key join
 * compares hashes of them, which is why maps are written in the order of their keys.
 */
public final class StateOutput {
  private static final int INITIAL_CAPACITY = 256;

  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int size;

  public StateOutput writeByte(int value) {
    reserve(Byte.BYTES);
    buffer[size++] = (byte) value;
    return this;
  }

  public StateOutput writeBoolean(boolean value) {
    return writeByte(value ? 1 : 0);
  }

  public StateOutput writeInt(int value) {
    reserve(Integer.BYTES);
    ByteBuffer.wrap(buffer).putInt(size, value);
    size += Integer.BYTES;
    return this;
  }

  public StateOutput writeLong(long value) {
    reserve(Long.BYTES);
    ByteBuffer.wrap(buffer).putLong(size, value);
    size += Long.BYTES;
    return this;
  }

  public StateOutput writeFloat(float value) {
    return writeInt(Float.floatToRawIntBits(value));
  }

  public StateOutput writeBytes(byte[] value) {
    writeInt(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  public StateOutput writeString(String value) {
    return writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public StateOutput writeFloats(float[] values) {
    writeInt(values.length);
    reserve(values.length * Float.BYTES);
    ByteBuffer.wrap(buffer, size, values.length * Float.BYTES).asFloatBuffer().put(values);
    size += values.length * Float.BYTES;
    return this;
  }

  /** Writes the names of an enumeration, so that reordering its constants changes nothing. */
  public StateOutput writeEnum(Enum<?> value) {
    return writeString(value.name());
  }

  public StateOutput writeStrings(Map<String, String> values) {
    writeInt(values.size());
    new TreeMap<>(values).forEach((key, value) -> writeString(key).writeString(value));
    return this;
  }

  public <T> StateOutput writeOptional(Optional<T> value, BiConsumer<StateOutput, T> writer) {
    writeBoolean(value.isPresent());
    value.ifPresent(present -> writer.accept(this, present));
    return this;
  }

  public <T> StateOutput writeList(Collection<T> values, BiConsumer<StateOutput, T> writer) {
    writeInt(values.size());
    values.forEach(value -> writer.accept(this, value));
    return this;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  private void reserve(int bytes) {
    int needed = Math.addExact(size, bytes);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, Math.multiplyExact(buffer.length, 2)));
    }
  }
}
