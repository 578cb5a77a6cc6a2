package io.clipstreams.serde;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what {@link StateOutput} wrote, in the same order. */
public final class StateInput {
  private final ByteBuffer buffer;

  public StateInput(byte[] bytes) {
    this.buffer = ByteBuffer.wrap(bytes);
  }

  public int readByte() {
    return buffer.get();
  }

  public boolean readBoolean() {
    return buffer.get() != 0;
  }

  public int readInt() {
    return buffer.getInt();
  }

  public long readLong() {
    return buffer.getLong();
  }

  public float readFloat() {
    return Float.intBitsToFloat(buffer.getInt());
  }

  public byte[] readBytes() {
    byte[] bytes = new byte[buffer.getInt()];
    buffer.get(bytes);
    return bytes;
  }

  public String readString() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  public float[] readFloats() {
    float[] values = new float[buffer.getInt()];
    buffer.asFloatBuffer().get(values);
    buffer.position(buffer.position() + values.length * Float.BYTES);
    return values;
  }

  public <E extends Enum<E>> E readEnum(Class<E> type) {
    return Enum.valueOf(type, readString());
  }

  public Map<String, String> readStrings() {
    int size = buffer.getInt();
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      String key = readString();
      values.put(key, readString());
    }
    return Collections.unmodifiableMap(values);
  }

  public <T> Optional<T> readOptional(Function<StateInput, T> reader) {
    return readBoolean() ? Optional.of(reader.apply(this)) : Optional.empty();
  }

  public <T> List<T> readList(Function<StateInput, T> reader) {
    int size = buffer.getInt();
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(reader.apply(this));
    }
    return List.copyOf(values);
  }

  /** Whether all has been read. */
  public boolean exhausted() {
    return !buffer.hasRemaining();
  }
}
