"""Makes the tiny ONNX models under src/test/resources/models/generated.

    pip install onnx numpy
    python src/test/python/make_models.py

Towers of every shape that a model directory may hold: they know nothing, but each behaves in one
way that the loader has to understand or refuse. Weights are random with a fixed seed.
"""

import json
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = os.path.join(os.path.dirname(__file__), "..", "resources", "models", "generated")
DIM = 24
VOCABULARY = (
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    + "a an the photo of two three red blue green dog dogs cat cats bird horse car bus tree beach".split()
    + "runs run sits on in under and with man woman house boat sky".split()
)
rng = np.random.default_rng(7)


def weights(name, *shape):
    return numpy_helper.from_array((rng.standard_normal(shape) / 4).astype(np.float32), name)


def ints(name, *values):
    return numpy_helper.from_array(np.array(values, dtype=np.int64), name)


def value(name, dtype, *shape):
    return helper.make_tensor_value_info(name, dtype, list(shape))


def save(name, nodes, inputs, outputs, initializers, external=False):
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    model.producer_name = "clip-streams tests"
    path = os.path.join(OUT, name + ".onnx")
    if external:
        onnx.save(
            model,
            path,
            save_as_external_data=True,
            location=name + ".onnx_data",
            size_threshold=64,
        )
    else:
        onnx.checker.check_model(model)
        onnx.save(model, path)


F, I, J, H = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32, TensorProto.FLOAT16


def convolutional():
    """A tower as of a ResNet: any picture size, weights in a file of their own."""
    nodes = [
        helper.make_node("Conv", ["pixel_values", "kernel"], ["c"], strides=[4, 4], kernel_shape=[4, 4]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("MatMul", ["f", "projection"], ["image_embeds"]),
    ]
    save(
        "vision_convolutional",
        nodes,
        [value("pixel_values", F, "batch", 3, "height", "width")],
        [value("image_embeds", F, "batch", DIM)],
        [weights("kernel", 16, 3, 4, 4), weights("projection", 16, DIM)],
        external=True,
    )


def flat(name, batch="batch", dimension=DIM, tail=(), outputs=None, extra=(), inputs=(), input_name="pixel_values"):
    """A tower that multiplies 16 x 16 pixels with a matrix; `tail` goes on from "embeds"."""
    nodes = [
        helper.make_node("Flatten", [input_name], ["f"]),
        helper.make_node("MatMul", ["f", "projection"], ["embeds"]),
        *(tail or [helper.make_node("Identity", ["embeds"], ["image_embeds"])]),
    ]
    save(
        name,
        nodes,
        [value(input_name, F, batch, 3, 16, 16), *inputs],
        outputs or [value("image_embeds", F, batch, dimension)],
        [weights("projection", 3 * 16 * 16, dimension), *extra],
    )


def vision():
    convolutional()
    flat("vision_fixed_size")
    flat("vision_one_by_one", batch=1)
    flat("vision_four_by_four", batch=4)
    flat("vision_other_dimension", dimension=32)
    flat(
        "vision_pooler",
        tail=[
            helper.make_node("Identity", ["embeds"], ["pooler_output"]),
            helper.make_node("Unsqueeze", ["embeds", "axis"], ["last_hidden_state"]),
        ],
        outputs=[value("last_hidden_state", F, "batch", 1, DIM), value("pooler_output", F, "batch", DIM)],
        extra=[ints("axis", 1)],
        input_name="image",
    )
    flat(
        "vision_ambiguous",
        tail=[
            helper.make_node("Identity", ["embeds"], ["first"]),
            helper.make_node("Neg", ["embeds"], ["second"]),
        ],
        outputs=[value("first", F, "batch", DIM), value("second", F, "batch", DIM)],
    )
    flat(
        "vision_no_vector",
        tail=[helper.make_node("Unsqueeze", ["embeds", "axis"], ["last_hidden_state"])],
        outputs=[value("last_hidden_state", F, "batch", 1, DIM)],
        extra=[ints("axis", 1)],
    )
    # NaN for a picture whose mean is negative, zeros where it is zero.
    flat(
        "vision_square_root",
        tail=[
            helper.make_node("ReduceMean", ["f"], ["mean"], axes=[1], keepdims=1),
            helper.make_node("Sqrt", ["mean"], ["root"]),
            helper.make_node("Mul", ["embeds", "root"], ["image_embeds"]),
        ],
    )
    # As dynamic quantisation does: what a row gives depends on the whole batch.
    flat(
        "vision_coupled",
        tail=[
            helper.make_node("ReduceMean", ["embeds"], ["mean"], axes=[0], keepdims=1),
            helper.make_node("Add", ["embeds", "mean"], ["image_embeds"]),
        ],
    )
    flat(
        "vision_half",
        tail=[helper.make_node("Cast", ["embeds"], ["image_embeds"], to=H)],
        outputs=[value("image_embeds", H, "batch", DIM)],
    )
    flat(
        "vision_and_text",
        inputs=[value("input_ids", I, "batch", "sequence")],
    )


def text(name, ids=I, mask=None, types=None, length="sequence", batch="batch", dimension=DIM, output="text_embeds",
         rows=len(VOCABULARY), positions=None, extra_inputs=()):
    nodes = []
    inputs = [value("input_ids", ids, batch, length)]
    initializers = [weights("table", rows, 16), weights("projection", 16, dimension)]
    nodes.append(helper.make_node("Gather", ["table", "input_ids"], ["tokens"]))
    if types is not None:
        inputs.append(value("token_type_ids", types, batch, length))
        initializers.append(weights("types", 2, 16))
        nodes.append(helper.make_node("Gather", ["types", "token_type_ids"], ["type_vectors"]))
        nodes.append(helper.make_node("Add", ["tokens", "type_vectors"], ["typed"]))
    else:
        nodes.append(helper.make_node("Identity", ["tokens"], ["typed"]))
    if positions is not None:
        initializers += [weights("places", positions, 16), ints("one", 1), ints("zero", 0), ints("step", 1)]
        initializers.append(numpy_helper.from_array(np.array(0, dtype=np.int64), "from"))
        initializers.append(numpy_helper.from_array(np.array(1, dtype=np.int64), "by"))
        nodes += [
            helper.make_node("Shape", ["input_ids"], ["shape"]),
            helper.make_node("Gather", ["shape", "by"], ["sequence_length"]),
            helper.make_node("Range", ["from", "sequence_length", "by"], ["range"]),
            helper.make_node("Gather", ["places", "range"], ["place_vectors"]),
            helper.make_node("Add", ["typed", "place_vectors"], ["placed"]),
        ]
    else:
        nodes.append(helper.make_node("Identity", ["typed"], ["placed"]))
    if mask is not None:
        inputs.append(value("attention_mask", mask, batch, length))
        initializers.append(ints("last", -1))
        nodes += [
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=F),
            helper.make_node("Unsqueeze", ["mask", "last"], ["wide_mask"]),
            helper.make_node("Mul", ["placed", "wide_mask"], ["masked"]),
            helper.make_node("ReduceSum", ["masked", "axis1"], ["sum"], keepdims=0),
            helper.make_node("ReduceSum", ["mask", "axis1"], ["count"], keepdims=1),
            helper.make_node("Div", ["sum", "count"], ["mean"]),
        ]
        initializers.append(ints("axis1", 1))
    else:
        nodes.append(helper.make_node("ReduceMean", ["placed"], ["mean"], axes=[1], keepdims=0))
    nodes.append(helper.make_node("MatMul", ["mean", "projection"], [output]))
    inputs += extra_inputs
    save(name, nodes, inputs, [value(output, F, batch, dimension)], initializers)


def texts():
    text("text_masked", mask=I)
    text("text_other_dimension", mask=I, dimension=32)
    text("text_int32", ids=J, mask=J, types=J, output="sentence")
    text("text_reads_padding")
    text("text_fixed_length", mask=I, length=6)
    text("text_short", mask=I, positions=4)
    text("text_small_table", mask=I, rows=8)
    text("text_positions", mask=I, extra_inputs=[value("position_ids", I, "batch", "sequence")])
    text("text_one_by_one", mask=I, batch=1)


def tokenizer():
    special = VOCABULARY[:4]
    post = {
        "type": "TemplateProcessing",
        "single": [
            {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
        ],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {t: {"id": t, "ids": [VOCABULARY.index(t)], "tokens": [t]} for t in ("[CLS]", "[SEP]")},
    }
    added = [
        {
            "id": i,
            "content": t,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for i, t in enumerate(special)
    ]
    tokens = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": post,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {t: i for i, t in enumerate(VOCABULARY)},
            "unk_token": "[UNK]",
        },
    }
    with open(os.path.join(OUT, "tokenizer.json"), "w") as f:
        json.dump(tokens, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    os.makedirs(OUT, exist_ok=True)
    vision()
    texts()
    tokenizer()
