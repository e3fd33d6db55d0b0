"""Write a trained tone network as an int8 ONNX file.

All weight matrices and the word table are int8: matrices in blocks of one output row and 64 inputs (ONNX
Runtime's MatMulNBits, which also rounds the activations to int8 block by block, so that a sentence's result
does not depend on the batch it came in), the word table with one scale per word. Norms, biases and positions
stay in float.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BLOCK = 64
WTOP, ATOP = 127, 127
OPSET = 17
CONTRIB = "com.microsoft"


class Graph:
    """Collects nodes and weights; every method returns the name of what it added."""

    def __init__(self, state: dict[str, np.ndarray], heads: int, matmul: str = "int8"):
        self.state, self.heads, self.matmul = state, heads, matmul
        self.nodes, self.weights, self.rows = [], {}, {}

    def node(self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes):
        names = [f"{kind}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, name: str, values: np.ndarray) -> str:
        self.weights[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
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
        if self.matmul == "float":
            return self.node("MatMul", x, self.weight(f"{name}.weight", full.T.astype(np.float32)))
        if self.matmul == "blocks":
            n, k = full.shape
            blocks = full.reshape(n, k // BLOCK, BLOCK)
            scale = np.maximum(np.abs(blocks).max(2) / 127, 1e-12).astype(np.float32)
            rounded = (np.clip(np.rint(blocks / scale[..., None]), -127, 127) + 128).astype(
                np.uint8
            )
            return self.node(
                "MatMulNBits",
                x,
                self.weight(f"{name}.int8", rounded),
                self.weight(f"{name}.scale", scale.reshape(-1)),
                domain=CONTRIB,
                K=k,
                N=n,
                bits=8,
                block_size=BLOCK,
                accuracy_level=4,
            )
        scale = np.maximum(np.abs(full).max(1) / WTOP, 1e-12).astype(np.float32)
        rounded = np.clip(np.rint(full / scale[:, None]), -WTOP, WTOP).astype(np.int8)
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
        if x not in self.rows:
            top = self.node("ReduceMax", self.node("Abs", x), axes=[-1], keepdims=1)
            scale = self.node("Mul", top, self.weight("step", np.float32(1 / ATOP)))
            scale = self.node("Max", scale, self.weight("tiny", np.float32(1e-12)))
            level = self.node("Div", x, scale)
            args = self.weight("one", np.float32(1)), self.weight("middle", np.uint8(128))
            self.rows[x] = scale, self.node("QuantizeLinear", level, *args)
        return self.rows[x]

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
        return self.node(
            "SkipLayerNormalization",
            x,
            y,
            self.vector(f"{norm}.weight"),
            self.vector(f"{norm}.bias"),
            self.vector(f"{linear}.bias"),
            domain=CONTRIB,
            epsilon=1e-12,
        )

    def joint_bias(self, *names: str) -> str:
        return self.weight(
            "+".join(names) + ".bias",
            np.concatenate([self.state[f"{n}.bias"] for n in names]).astype(np.float32),
        )

    def layer(self, x: str, mask: str, at: str) -> str:
        names = [f"{at}.query", f"{at}.key", f"{at}.value"]
        parts = self.node("Split", self.multiply(x, *names), outputs=3, axis=-1)
        mixed = self.attend(*parts, self.joint_bias(*names), mask)
        x = self.norm_sum(x, self.multiply(mixed, f"{at}.out"), f"{at}.out", f"{at}.norm_attention")
        up = self.multiply(x, f"{at}.up")
        up = self.node("BiasGelu", up, self.vector(f"{at}.up.bias"), domain=CONTRIB)
        return self.norm_sum(x, self.multiply(up, f"{at}.down"), f"{at}.down", f"{at}.norm_output")

    def head(self, x: str, mask: str, rows_of: str, pool: str) -> str:
        near = self.node("Gather", x, rows_of)
        one = self.weight("axis_1", np.array([1], np.int64))
        target = self.node("MatMul", self.node("Unsqueeze", pool, one), near)
        names = ["look_query", "look_key", "look_value"]
        seen = self.attend(
            self.multiply(target, "look_query"),
            self.node("Gather", self.multiply(x, "look_key"), rows_of),
            self.node("Gather", self.multiply(x, "look_value"), rows_of),
            self.joint_bias(*names),
            self.node("Gather", mask, rows_of),
        )
        first = self.node("Gather", near, self.weight("first", np.array([0], np.int64)), axis=1)
        joined = self.node("Concat", first, target, seen, axis=-1)
        z = self.node("Tanh", self.linear(joined, "head_dense"))
        out = self.node(
            "MatMul",
            z,
            self.weight("head_out.weight", self.state["head_out.weight"].T.astype(np.float32)),
        )
        return self.node("Squeeze", self.node("Add", out, self.vector("head_out.bias")), one)


def to_onnx(
    state: dict[str, np.ndarray], heads: int, max_pieces: int, matmul: str = "int8"
) -> onnx.ModelProto:
    """The ONNX model of a network's weights. Inputs: ids (rows, length) int64; mask (rows, length) int32, 1 for
    word pieces; rows_of (targets,) int64; pool (targets, length) float32. Output: logits (targets, 3)."""
    g = Graph(state, heads, matmul)
    length = g.node(
        "Slice",
        g.node("Shape", "ids"),
        *(g.weight(f"i{i}", np.array([i], np.int64)) for i in (1, 2)),
    )
    positions = state["positions.weight"][:max_pieces] + state["types.weight"][0]
    place = g.node(
        "Slice",
        g.weight("positions", positions.astype(np.float32)),
        g.weight("i0", np.array([0])),
        length,
    )
    x = g.node("Add", g.words("ids"), place)
    x = g.node(
        "LayerNormalization",
        x,
        g.vector("norm.weight"),
        g.vector("norm.bias"),
        epsilon=1e-12,
        axis=-1,
    )
    for i in range(sum(name.endswith("norm_output.bias") for name in state)):
        x = g.layer(x, "mask", f"layers.{i}")
    logits = g.head(x, "mask", "rows_of", "pool")
    g.nodes.append(helper.make_node("Identity", [logits], ["logits"]))
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["rows", "length"]),
        helper.make_tensor_value_info("mask", TensorProto.INT32, ["rows", "length"]),
        helper.make_tensor_value_info("rows_of", TensorProto.INT64, ["targets"]),
        helper.make_tensor_value_info("pool", TensorProto.FLOAT, ["targets", "length"]),
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["targets", 3])]
    graph = helper.make_graph(g.nodes, "tone", inputs, outputs, list(g.weights.values()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="briefing")
