"""Golden values of vim.ts, from our own network in PyTorch with the recurrence step by step: see
golden/frame.py. Its parameter counts are those of the authors' code."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from golden.frame import K, case, write

rules = [
    ["patches", "embed/patches"],
    ["token", "embed/token"],
    ["positions", "embed/positions"],
    [r"blocks\.(\d+)\.norm", "block/$1/norm"],
    [r"blocks\.(\d+)\.(in|out)_", "block/$1/mixer/$2"],
    [r"blocks\.(\d+)\.(forwards|backwards)\.logA", "block/$1/mixer/$2/logA"],
    [r"blocks\.(\d+)\.(forwards|backwards)\.D", "block/$1/mixer/$2/D"],
    [r"blocks\.(\d+)\.(forwards|backwards)\.conv\.weight", "block/$1/mixer/$2/conv/kernel"],
    [r"blocks\.(\d+)\.(forwards|backwards)\.(\w+)", "block/$1/mixer/$2/$3"],
    ["norm", "norm"],
    ["classifier", "classifier"],
]


class Selective(nn.Module):
    def __init__(self, channels, states, rank):
        super().__init__()
        self.states, self.rank = states, rank
        # One row of tokens, so that the kernel has the layout of an image's.
        self.conv = nn.Conv2d(channels, channels, (1, 4), padding=(0, 3), groups=channels)
        self.select = nn.Linear(channels, rank + 2 * states, bias=False)
        self.step = nn.Linear(rank, channels)
        self.logA = nn.Parameter(torch.zeros(channels, states))
        self.D = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        tokens = x.shape[1]
        u = F.silu(self.conv(x.transpose(1, 2)[:, :, None])[:, :, 0, :tokens].transpose(1, 2))
        low, b, c = self.select(u).split([self.rank, self.states, self.states], 2)
        size = F.softplus(self.step(low))
        rates = -torch.exp(self.logA)
        h, out = torch.zeros(len(x), *rates.shape, dtype=x.dtype), []
        for t in range(tokens):
            h = torch.exp(size[:, t, :, None] * rates) * h + (size[:, t] * u[:, t])[:, :, None] * b[:, t, None]
            out.append((h * c[:, t, None]).sum(2) + self.D * u[:, t])
        return torch.stack(out, 1)


class Block(nn.Module):
    def __init__(self, channels, states):
        super().__init__()
        inner, rank = 2 * channels, math.ceil(channels / 16)
        self.norm = nn.RMSNorm(channels, 1e-5)
        self.in_, self.out_ = nn.Linear(channels, 2 * inner, bias=False), nn.Linear(inner, channels, bias=False)
        self.forwards, self.backwards = Selective(inner, states, rank), Selective(inner, states, rank)

    def forward(self, input_):
        x, z = self.in_(self.norm(input_)).chunk(2, 2)
        ahead = self.forwards(x) * F.silu(z)
        back = self.backwards(x.flip(1)) * F.silu(z.flip(1))
        return input_ + self.out_((ahead + back.flip(1)) / 2)


class Vim(nn.Module):
    def __init__(self, size, patch, channels, depth, states):
        super().__init__()
        self.patches = nn.Conv2d(3, channels, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, channels))
        self.positions = nn.Parameter(torch.zeros(1, 1 + (size // patch) ** 2, channels))
        self.blocks = nn.ModuleList(Block(channels, states) for _ in range(depth))
        self.norm, self.classifier = nn.RMSNorm(channels, 1e-5), nn.Linear(channels, K)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        middle = x.shape[1] // 2
        x = torch.cat([x[:, :middle], self.token.expand(len(x), -1, -1), x[:, middle:]], 1) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.classifier(self.norm(x)[:, middle])


case("vim", Vim(16, 4, 20, 3, 4), rules, 16, {"channels": 20, "depth": 3, "states": 4, "stochasticDepth": 0})
case("vim-ti at full width", Vim(16, 4, 192, 24, 16), rules, 16, {"stochasticDepth": 0})
write(__file__)
