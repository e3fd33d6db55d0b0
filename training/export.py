"""Write a trained tone network as an int8 ONNX file.

The word table is int8 with one scale per word, every other weight matrix int8 with one scale per output.
Activations are rounded to int8 with one scale per word piece, so that a sentence's result does not depend on
the batch it came in, as it would with one scale per tensor. Norms, biases and positions stay in float.
"""

import numpy as np
import onnx
from network import SHARED_LAYERS
from onnx import TensorProto, helper, numpy_helper

# Weights use 7 bits: older x86 processors add pairs of 8-bit products in 16 bits, which 2 * 255 * 63 still fits.
WEIGHT_TOP = 63
ACTIVATION_TOP = 127
OPSET = 17
CONTRIB = "com.microsoft"


class Graph:
    """Collects nodes and weights; every method returns the name of what it added."""

    def __init__(self, state: dict[str, np.ndarray], heads: int):
        self.state, self.heads = state, heads
        self.nodes, self.weights = [], {}

    def node(self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes):
        names = [f"{kind}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, name: str, values: np.ndarray) -> str:
        self.weights[name] = numpy_helper.from_array(np.asarray(values, order="C"), name)
        return name

    def vector(self, name: str) -> str:
        return self.weight(name, self.state[name].astype(np.float32))

    def words(self, ids: str) -> str:
        """Rows of the word table, one int8 scale per word."""
        table = self.state["words.weight"]
        scale = np.maximum(np.abs(table).max(1, keepdims=True) / 127, 1e-12).astype(np.float32)
        rounded = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
        row = self.node("Gather", self.weight("words.int8", rounded), ids)
        return self.node(
            "Mul",
            self.node("Cast", row, to=TensorProto.FLOAT),
            self.node("Gather", self.weight("words.scale", scale), ids),
        )

    def multiply(self, x: str, *names: str) -> str:
        """x times the transposed weights of the named linear layers, side by side; no bias."""
        full = np.concatenate([self.state[f"{n}.weight"] for n in names])
        name = "+".join(names)
        scale = np.maximum(np.abs(full).max(1) / WEIGHT_TOP, 1e-12).astype(np.float32)
        rounded = np.clip(np.rint(full / scale[:, None]), -WEIGHT_TOP, WEIGHT_TOP).astype(np.int8)
        row_scale, whole = self.rounded_rows(x)
        product = self.node(
            "MatMulIntegerToFloat",
            whole,
            self.weight(f"{name}.int8", rounded.T),
            self.weight("one", np.float32(1)),
            self.weight(f"{name}.scale", scale),
            self.weight("middle", np.uint8(128)),
            domain=CONTRIB,
        )
        return self.node("Mul", product, row_scale)

    def rounded_rows(self, x: str) -> tuple[str, str]:
        """(scale per row, uint8 rows around 128): every word piece is rounded by its own scale."""
        top = self.node("ReduceMax", self.node("Abs", x), axes=[-1], keepdims=1)
        scale = self.node("Mul", top, self.weight("step", np.float32(1 / ACTIVATION_TOP)))
        scale = self.node("Max", scale, self.weight("tiny", np.float32(1e-12)))
        level = self.node("Mul", x, self.node("Reciprocal", scale))
        args = self.weight("one", np.float32(1)), self.weight("middle", np.uint8(128))
        return scale, self.node("QuantizeLinear", level, *args)

    def linear(self, x: str, name: str) -> str:
        return self.node("Add", self.multiply(x, name), self.vector(f"{name}.bias"))

    def attend(self, query: str, key: str, value: str, bias: str, mask: str) -> str:
        return self.node(
            "MultiHeadAttention",
            query,
            key,
            value,
            bias,
            mask,
            domain=CONTRIB,
            num_heads=self.heads,
        )

    def norm_sum(self, x: str, y: str, linear: str, norm: str) -> str:
        """LayerNorm(x + y + bias of `linear`)."""
        return self.norm(
            self.node("Add", self.node("Add", x, y), self.vector(f"{linear}.bias")), norm
        )

    def norm(self, x: str, norm: str) -> str:
        """LayerNorm in plain steps: ONNX Runtime's own kernel takes three times as long on a CPU."""
        apart = self.node("Sub", x, self.node("ReduceMean", x, axes=[-1], keepdims=1))
        variance = self.node("ReduceMean", self.node("Mul", apart, apart), axes=[-1], keepdims=1)
        spread = self.node(
            "Sqrt", self.node("Add", variance, self.weight("epsilon", np.float32(1e-12)))
        )
        unit = self.node("Mul", apart, self.node("Reciprocal", spread))
        scaled = self.node("Mul", unit, self.vector(f"{norm}.weight"))
        return self.node("Add", scaled, self.vector(f"{norm}.bias"))

    def joint_bias(self, *names: str) -> str:
        return self.weight(
            "+".join(names) + ".bias",
            np.concatenate([self.state[f"{n}.bias"] for n in names]).astype(np.float32),
        )

    def layer(self, x: str, mask: str, at: str, read: str | None = None) -> str:
        """One layer; with `read`, what it gives out for those pieces only."""
        names = [f"{at}.query", f"{at}.key", f"{at}.value"]
        if read is None:
            parts = self.node("Split", self.multiply(x, *names), outputs=3, axis=-1)
        else:
            both = self.node("Split", self.multiply(x, *names[1:]), outputs=2, axis=-1)
            parts = self.multiply(read, names[0]), *both
            x = read
        mixed = self.attend(*parts, self.joint_bias(*names), mask)
        x = self.norm_sum(x, self.multiply(mixed, f"{at}.out"), f"{at}.out", f"{at}.norm_attention")
        up = self.multiply(x, f"{at}.up")
        up = self.node("BiasGelu", up, self.vector(f"{at}.up.bias"), domain=CONTRIB)
        return self.norm_sum(x, self.multiply(up, f"{at}.down"), f"{at}.down", f"{at}.norm_output")

    def marked(self, x: str) -> str:
        """One copy of its sentence for every target, its word pieces marked."""
        column = self.node("Unsqueeze", "marks", self.weight("i2", np.array([2])))
        return self.node(
            "Add", self.node("Gather", x, "rows_of"), self.node("Mul", column, self.vector("mark"))
        )

    def head(self, x: str) -> str:
        """Logits from what the last layer read: the first piece, then the target's."""
        axis = self.weight("i1", np.array([1]))
        target = self.node(
            "Squeeze", self.node("MatMul", self.node("Unsqueeze", "share", axis), x), axis
        )
        first = self.node("Gather", x, self.weight("first", np.int64(0)), axis=1)
        joined = self.node("Concat", first, target, axis=-1)
        z = self.node("Tanh", self.linear(joined, "head_dense"))
        out = self.node(
            "MatMul",
            z,
            self.weight("head_out.weight", self.state["head_out.weight"].T.astype(np.float32)),
        )
        return self.node("Add", out, self.vector("head_out.bias"))


def to_onnx(state: dict[str, np.ndarray], heads: int, max_pieces: int) -> onnx.ModelProto:
    """The ONNX model of a network's weights.

    Inputs: ids (rows, length) int64; mask (rows, length) int32, 1 for word pieces; rows_of (targets,) int64;
    marks (targets, length) float32, 1 on the target's pieces; places (targets, n) int64, the pieces read out,
    the first always 0; share (targets, n) float32, their weights in the target's mean. Output: logits
    (targets, 3).
    """
    g = Graph(state, heads)
    length = g.node(
        "Slice", g.node("Shape", "ids"), *(g.weight(f"i{i}", np.array([i])) for i in (1, 2))
    )
    positions = state["positions.weight"][:max_pieces] + state["types.weight"][0]
    place = g.node(
        "Slice",
        g.weight("positions", positions.astype(np.float32)),
        g.weight("i0", np.array([0])),
        length,
    )
    x = g.node("Add", g.words("ids"), place)
    x = g.norm(x, "norm")
    depth = sum(name.endswith("norm_output.bias") for name in state)
    for i in range(SHARED_LAYERS):
        x = g.layer(x, "mask", f"layers.{i}")
    x, mask = g.marked(x), g.node("Gather", "mask", "rows_of")
    for i in range(SHARED_LAYERS, depth - 1):
        x = g.layer(x, mask, f"layers.{i}")
    places = g.node("Unsqueeze", "places", g.weight("i2", np.array([2])))
    read = g.node("GatherND", x, places, batch_dims=1)
    logits = g.head(g.layer(x, mask, f"layers.{depth - 1}", read))
    g.nodes.append(helper.make_node("Identity", [logits], ["logits"]))
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["rows", "length"]),
        helper.make_tensor_value_info("mask", TensorProto.INT32, ["rows", "length"]),
        helper.make_tensor_value_info("rows_of", TensorProto.INT64, ["targets"]),
        helper.make_tensor_value_info("marks", TensorProto.FLOAT, ["targets", "length"]),
        helper.make_tensor_value_info("places", TensorProto.INT64, ["targets", "n"]),
        helper.make_tensor_value_info("share", TensorProto.FLOAT, ["targets", "n"]),
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["targets", 3])]
    graph = helper.make_graph(g.nodes, "tone", inputs, outputs, list(g.weights.values()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="briefing")
