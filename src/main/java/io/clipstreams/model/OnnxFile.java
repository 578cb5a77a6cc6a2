package io.clipstreams.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an ONNX file says of itself: its inputs, its outputs and the files that hold the rest of its
 * weights. Read from the protocol buffer without loading the model; weights are skipped.
 *
 * @param path the file
 * @param inputs what a caller has to give, in the file's order
 * @param outputs what the model gives, in the file's order
 * @param externalData locations of external weights, relative to the file's folder
 */
public record OnnxFile(
    Path path, List<OnnxValue> inputs, List<OnnxValue> outputs, SortedSet<String> externalData) {

  private static final String LFS_POINTER = "version https://git-lfs";

  /**
   * Reads the declarations of a file.
   *
   * @throws ModelException if it is no ONNX model
   */
  public static OnnxFile read(Path path) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      in.mark(LFS_POINTER.length());
      byte[] start = in.readNBytes(LFS_POINTER.length());
      in.reset();
      if (new String(start, StandardCharsets.ISO_8859_1).equals(LFS_POINTER)) {
        throw new ModelException(
            path + " is a Git LFS pointer, not the model: fetch the file itself (git lfs pull)");
      }
      Reader reader = new Reader(CodedInputStream.newInstance(in));
      reader.model();
      if (reader.outputs.isEmpty()) {
        throw new ModelException(path + " is no ONNX model: it declares no output");
      }
      reader.inputs.removeIf(input -> reader.initializers.contains(input.name()));
      return new OnnxFile(
          path,
          List.copyOf(reader.inputs),
          List.copyOf(reader.outputs),
          new TreeSet<>(reader.externalData));
    } catch (IOException e) {
      throw new ModelException(
          path + " cannot be read as an ONNX model: " + ModelException.firstLine(e), e);
    }
  }

  /**
   * Walks the messages of onnx.proto by their field numbers. Initializers of the main graph are not
   * inputs, even where older files list them among these; external data may hang on any tensor,
   * also on those in the attributes of nodes, subgraphs and functions.
   */
  private static final class Reader {
    private final CodedInputStream in;
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();
    private final Set<String> initializers = new HashSet<>();
    private final Set<String> externalData = new HashSet<>();

    Reader(CodedInputStream in) {
      this.in = in;
    }

    void model() throws IOException {
      fields(
          field -> {
            switch (field) {
              case 7 -> message(() -> graph(true));
              case 25 -> message(this::function);
              default -> skip();
            }
          });
    }

    private void graph(boolean main) throws IOException {
      fields(
          field -> {
            switch (field) {
              case 1 -> message(this::node);
              case 5 -> message(() -> tensor(main));
              case 11 -> value(main, inputs);
              case 12 -> value(main, outputs);
              case 15 -> message(() -> sparseTensor(main));
              default -> skip();
            }
          });
    }

    private void function() throws IOException {
      fields(
          field -> {
            switch (field) {
              case 7 -> message(this::node);
              default -> skip();
            }
          });
    }

    private void node() throws IOException {
      fields(
          field -> {
            switch (field) {
              case 5 -> message(this::attribute);
              default -> skip();
            }
          });
    }

    private void attribute() throws IOException {
      fields(
          field -> {
            switch (field) {
              case 5, 10 -> message(() -> tensor(false));
              case 6, 11 -> message(() -> graph(false));
              case 22, 23 -> message(() -> sparseTensor(false));
              default -> skip();
            }
          });
    }

    private void sparseTensor(boolean initializer) throws IOException {
      fields(
          field -> {
            switch (field) {
              case 1 -> message(() -> tensor(initializer));
              case 2 -> message(() -> tensor(false));
              default -> skip();
            }
          });
    }

    private void tensor(boolean initializer) throws IOException {
      fields(
          field -> {
            switch (field) {
              case 8 -> {
                String name = in.readString();
                if (initializer) {
                  initializers.add(name);
                }
              }
              case 13 -> message(this::externalEntry);
              default -> skip();
            }
          });
    }

    private void externalEntry() throws IOException {
      String[] entry = {"", ""};
      fields(
          field -> {
            switch (field) {
              case 1, 2 -> entry[field - 1] = in.readString();
              default -> skip();
            }
          });
      if (entry[0].equals("location")) {
        externalData.add(entry[1]);
      }
    }

    private void value(boolean main, List<OnnxValue> target) throws IOException {
      if (main) {
        message(() -> valueInfo(target));
      } else {
        skip();
      }
    }

    private void valueInfo(List<OnnxValue> target) throws IOException {
      String[] name = {""};
      int[] type = {0};
      List<List<OnnxDimension>> shape = new ArrayList<>();
      fields(
          field -> {
            switch (field) {
              case 1 -> name[0] = in.readString();
              case 2 -> message(() -> type(type, shape));
              default -> skip();
            }
          });
      target.add(new OnnxValue(name[0], elementType(type[0]), shape.stream().findFirst()));
    }

    private void type(int[] type, List<List<OnnxDimension>> shape) throws IOException {
      fields(
          field -> {
            switch (field) {
              case 1 -> message(() -> tensorType(type, shape));
              default -> skip();
            }
          });
    }

    private void tensorType(int[] type, List<List<OnnxDimension>> shape) throws IOException {
      fields(
          field -> {
            switch (field) {
              case 1 -> type[0] = in.readInt32();
              case 2 -> message(() -> shape.add(shape()));
              default -> skip();
            }
          });
    }

    private List<OnnxDimension> shape() throws IOException {
      List<OnnxDimension> dimensions = new ArrayList<>();
      fields(
          field -> {
            switch (field) {
              case 1 -> message(() -> dimensions.add(dimension()));
              default -> skip();
            }
          });
      return List.copyOf(dimensions);
    }

    private OnnxDimension dimension() throws IOException {
      OnnxDimension[] dimension = {OnnxDimension.named("")};
      fields(
          field -> {
            switch (field) {
              case 1 -> dimension[0] = OnnxDimension.fixed(size(in.readInt64()));
              case 2 -> dimension[0] = OnnxDimension.named(in.readString());
              default -> skip();
            }
          });
      // Some exporters write a size that is not fixed as 0 or -1.
      boolean open = dimension[0].size().isPresent() && dimension[0].size().getAsInt() < 1;
      return open ? OnnxDimension.named("") : dimension[0];
    }

    private static int size(long size) {
      return (int) Math.max(-1, Math.min(size, Integer.MAX_VALUE));
    }

    private int tag;

    private void fields(FieldReader reader) throws IOException {
      while ((tag = in.readTag()) != 0) {
        reader.read(WireFormat.getTagFieldNumber(tag));
      }
    }

    private void message(MessageReader reader) throws IOException {
      int limit = in.pushLimit(in.readRawVarint32());
      reader.read();
      in.checkLastTagWas(0);
      in.popLimit(limit);
    }

    private void skip() throws IOException {
      if (!in.skipField(tag)) {
        throw new IOException("unexpected end of a group");
      }
    }
  }

  private interface FieldReader {
    void read(int field) throws IOException;
  }

  private interface MessageReader {
    void read() throws IOException;
  }

  private static String elementType(int code) {
    return switch (code) {
      case 1 -> "float32";
      case 2 -> "uint8";
      case 3 -> "int8";
      case 5 -> "int16";
      case 6 -> "int32";
      case 7 -> "int64";
      case 8 -> "string";
      case 9 -> "bool";
      case 10 -> "float16";
      case 11 -> "float64";
      case 16 -> "bfloat16";
      default -> "type " + code;
    };
  }

  /** The input of this name. */
  Optional<OnnxValue> input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
  }

  /** The output of this name. */
  Optional<OnnxValue> output(String name) {
    return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
  }
}
