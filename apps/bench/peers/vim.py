"""Vim (Zhu et al., ICML 2024) in PyTorch: neither torchvision nor timm has it, and the authors' scan
runs on a GPU alone. The network of packages/backbones/src/vim.golden.py, with features. As in the
authors' reference, the recurrence goes from token to token; what does not depend on the state is
computed for all tokens at once."""
import math

import torch
import torch.nn.functional as F
from torch import nn


class Selective(nn.Module):
    def __init__(self, channels, states, rank):
        super().__init__()
        self.states, self.rank = states, rank
        self.conv = nn.Conv1d(channels, channels, 4, padding=3, groups=channels)
        self.select = nn.Linear(channels, rank + 2 * states, bias=False)
        self.step = nn.Linear(rank, channels)
        self.logA = nn.Parameter(torch.log(torch.arange(1.0, states + 1)).repeat(channels, 1))
        self.D = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        tokens = x.shape[1]
        u = F.silu(self.conv(x.transpose(1, 2))[:, :, :tokens].transpose(1, 2))
        low, b, c = self.select(u).split([self.rank, self.states, self.states], 2)
        size = F.softplus(self.step(low))
        factors = torch.exp(size[..., None] * -torch.exp(self.logA)).unbind(1)
        terms = ((size * u)[..., None] * b[:, :, None]).unbind(1)
        h, states = terms[0], [terms[0]]
        for factor, term in zip(factors[1:], terms[1:]):
            h = torch.addcmul(term, factor, h)
            states.append(h)
        return (torch.stack(states, 1) @ c[..., None])[..., 0] + self.D * u


class Block(nn.Module):
    def __init__(self, channels, states):
        super().__init__()
        inner, rank = 2 * channels, math.ceil(channels / 16)
        self.norm = nn.RMSNorm(channels, 1e-5)
        self.enter, self.leave = nn.Linear(channels, 2 * inner, bias=False), nn.Linear(inner, channels, bias=False)
        self.forwards, self.backwards = Selective(inner, states, rank), Selective(inner, states, rank)

    def forward(self, input_):
        x, z = self.enter(self.norm(input_)).chunk(2, 2)
        both = self.forwards(x) + self.backwards(x.flip(1)).flip(1)
        return input_ + self.leave(both * F.silu(z) / 2)


class Vim(nn.Module):
    def __init__(self, size, patch, channels, depth, states, classes):
        super().__init__()
        self.patches = nn.Conv2d(3, channels, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, channels))
        self.positions = nn.Parameter(torch.zeros(1, 1 + (size // patch) ** 2, channels))
        self.blocks = nn.ModuleList(Block(channels, states) for _ in range(depth))
        self.norm, self.classifier = nn.RMSNorm(channels, 1e-5), nn.Linear(channels, classes)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        middle = x.shape[1] // 2
        x = torch.cat([x[:, :middle], self.token.expand(len(x), -1, -1), x[:, middle:]], 1) + self.positions
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return self.classifier(x[:, middle]), x
