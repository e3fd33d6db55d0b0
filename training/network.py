"""The tone network in plain PyTorch: a MiniLM encoder that reads a sentence for any number of targets.

The lower layers read the sentence once. Then every target gets its own copy, in which its word pieces are
marked by a learned vector, and the upper layers read that copy; the sentence's first token and the mean of
the target's pieces are classified. So half of the work is shared by the mentions of a sentence, and the tone
of a mention does not depend on which others are asked.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

SHARED_LAYERS = 3
# MPNet: classes of distance between word pieces, and the distance from which all are one class.
BUCKETS, FARTHEST = 32, 128
LABELS = ("negative", "neutral", "positive")


class Layer(nn.Module):
    """One post-norm BERT layer."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float, dropout: float):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(hidden, hidden) for _ in range(4))
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.norm_attention = nn.LayerNorm(hidden, eps=epsilon)
        self.norm_output = nn.LayerNorm(hidden, eps=epsilon)
        self.dropout = nn.Dropout(dropout)

    def split(self, x):
        rows, length, hidden = x.shape
        return x.view(rows, length, self.heads, hidden // self.heads).transpose(1, 2)

    def forward(self, x, mask):
        mixed = F.scaled_dot_product_attention(
            self.split(self.query(x)),
            self.split(self.key(x)),
            self.split(self.value(x)),
            attn_mask=mask,
            dropout_p=self.dropout.p if self.training else 0.0,
        )
        mixed = mixed.transpose(1, 2).reshape(x.shape)
        x = self.norm_attention(x + self.dropout(self.out(mixed)))
        return self.norm_output(x + self.dropout(self.down(F.gelu(self.up(x)))))


class ToneNetwork(nn.Module):
    """Input: ids and mask (rows, length); rows_of (targets,) and pool (targets, length), each row of
    `pool` summing to 1 over the target's word pieces. Output: logits (targets, 3) in the order of LABELS."""

    def __init__(self, config: dict, shared_layers: int = SHARED_LAYERS, dropout: float = 0.1):
        super().__init__()
        hidden, epsilon = config["hidden_size"], config["layer_norm_eps"]
        mpnet = config["model_type"] == "mpnet"
        self.shared_layers = shared_layers
        self.first_position = 2 if mpnet else 0
        self.words = nn.Embedding(config["vocab_size"], hidden)
        self.positions = nn.Embedding(config["max_position_embeddings"], hidden)
        self.types = nn.Embedding(2, hidden)
        self.norm = nn.LayerNorm(hidden, eps=epsilon)
        self.distances = nn.Embedding(BUCKETS, config["num_attention_heads"]) if mpnet else None
        self.dropout = nn.Dropout(dropout)
        sizes = hidden, config["num_attention_heads"], config["intermediate_size"], epsilon, dropout
        self.layers = nn.ModuleList(Layer(*sizes) for _ in range(config["num_hidden_layers"]))
        self.mark = nn.Parameter(torch.zeros(hidden))
        self.head_dense = nn.Linear(2 * hidden, hidden)
        self.head_out = nn.Linear(hidden, len(LABELS))
        self.head_dropout = nn.Dropout(0.2)

    def bias(self, mask):
        """What is added to every attention score: nothing or minus infinity, and with MPNet a learned
        value by distance. (rows, heads or 1, length or 1, length)."""
        closed = torch.zeros(mask.shape).masked_fill(~mask, float("-inf"))[:, None, None, :]
        if self.distances is None:
            return closed
        where = torch.arange(mask.shape[1])
        return closed + self.distances(bucket(where[None] - where[:, None])).permute(2, 0, 1)

    def forward(self, ids, mask, rows_of, pool):
        where = torch.arange(ids.shape[1]) + self.first_position
        x = self.words(ids) + self.positions(where) + self.types.weight[0]
        x = self.dropout(self.norm(x))
        bias = self.bias(mask)
        for layer in self.layers[: self.shared_layers]:
            x = layer(x, bias)
        x, bias = x[rows_of] + (pool > 0)[:, :, None] * self.mark, bias[rows_of]
        for layer in self.layers[self.shared_layers :]:
            x = layer(x, bias)
        x = x.float()
        target = torch.bmm(pool[:, None, :], x)[:, 0]
        joined = torch.cat([x[:, 0], target], dim=1)
        z = torch.tanh(self.head_dense(self.head_dropout(joined)))
        return self.head_out(self.head_dropout(z)).float()


def bucket(distance):
    """MPNet's class of a distance in word pieces: by sign, exact up to 7, then on a logarithmic scale."""
    side, exact = BUCKETS // 2, BUCKETS // 4
    size = distance.abs()
    steps = torch.log(size.clamp(min=1) / exact) / math.log(FARTHEST / exact)
    far = exact + (steps * (side - exact)).long()
    return (distance > 0).long() * side + torch.where(size < exact, size, far.clamp(max=side - 1))


# Names in the published checkpoint -> names here, inside one layer.
_LAYER_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.attn.q": "query",
    "attention.attn.k": "key",
    "attention.attn.v": "value",
    "attention.attn.o": "out",
    "attention.output.LayerNorm": "norm_attention",
    "attention.LayerNorm": "norm_attention",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm_output",
}
_EMBEDDING_NAMES = {
    "embeddings.word_embeddings": "words",
    "embeddings.position_embeddings": "positions",
    "embeddings.token_type_embeddings": "types",
    "embeddings.LayerNorm": "norm",
    "encoder.relative_attention_bias": "distances",
}


def from_base(folder: Path, shared_layers: int = SHARED_LAYERS) -> ToneNetwork:
    """The network with the encoder weights of a published BERT checkpoint and a fresh head."""
    config = json.loads((folder / "config.json").read_text())
    network = ToneNetwork(config, shared_layers)
    names = dict(_EMBEDDING_NAMES)
    for i in range(config["num_hidden_layers"]):
        names |= {
            f"encoder.layer.{i}.{old}": f"layers.{i}.{new}" for old, new in _LAYER_NAMES.items()
        }
    state = {}
    for name, tensor in load_file(folder / "model.safetensors").items():
        stem, _, kind = name.rpartition(".")
        if stem in names:
            state[f"{names[stem]}.{kind}"] = tensor
    missing, unknown = network.load_state_dict(state, strict=False)
    fresh = ("mark", "head_", "types") if config["model_type"] == "mpnet" else ("mark", "head_")
    if unknown or any(not n.startswith(fresh) for n in missing):
        raise ValueError(
            f"{folder}: not the expected checkpoint: missing {missing}, unknown {unknown}"
        )
    if config["model_type"] == "mpnet":
        nn.init.zeros_(network.types.weight)
    return network
