"""CeiT (Yuan et al., ICCV 2021) in PyTorch: neither torchvision nor timm has it. The network of
packages/backbones/src/ceit.golden.py, with features and with maps in the layout of tokens."""
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(channels, 1e-6), nn.LayerNorm(channels, 1e-6)
        self.qkv, self.output = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)

    def attend(self, x):
        q, k, v = self.qkv(x).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        return self.output(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Feed(nn.Module):
    def __init__(self, channels):
        super().__init__()
        wide = 4 * channels
        self.conv1, self.norm1 = nn.Conv2d(channels, wide, 1), nn.BatchNorm2d(wide)
        self.conv2, self.norm2 = nn.Conv2d(wide, wide, 3, 1, 1, groups=wide), nn.BatchNorm2d(wide)
        self.conv3, self.norm3 = nn.Conv2d(wide, channels, 1), nn.BatchNorm2d(channels)

    def forward(self, x):
        side = int((x.shape[1] - 1) ** 0.5)
        map_ = x[:, 1:].transpose(1, 2).unflatten(2, (side, side))
        map_ = F.gelu(self.norm1(self.conv1(map_)))
        map_ = self.norm3(self.conv3(F.gelu(self.norm2(self.conv2(map_)))))
        return torch.cat([x[:, :1], map_.flatten(2).transpose(1, 2)], 1)


class Block(Attention):
    def __init__(self, channels, heads):
        super().__init__(channels, heads)
        self.feed = Feed(channels)

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.feed(self.norm2(x))


class Last(Attention):
    def __init__(self, channels, heads):
        super().__init__(channels, heads)
        self.mlp1, self.mlp2 = nn.Linear(channels, 4 * channels), nn.Linear(4 * channels, channels)

    def forward(self, x):
        x = (x + self.attend(self.norm1(x)))[:, -1]
        return x + self.mlp2(F.gelu(self.mlp1(self.norm2(x))))


class CeiT(nn.Module):
    def __init__(self, size, patch, channels, depth, heads, stem, classes):
        super().__init__()
        self.stem, self.stem_norm = nn.Conv2d(3, stem, 7, 2, 3, bias=False), nn.BatchNorm2d(stem)
        self.patches = nn.Conv2d(stem, channels, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, channels))
        self.positions = nn.Parameter(torch.zeros(1, 1 + (size // 4 // patch) ** 2, channels))
        self.blocks = nn.ModuleList(Block(channels, heads) for _ in range(depth))
        self.layer_positions = nn.Parameter(torch.zeros(1, depth, channels))
        self.last, self.norm, self.classifier = Last(channels, heads), nn.LayerNorm(channels, 1e-6), nn.Linear(channels, classes)

    def forward(self, x):
        x = self.patches(F.max_pool2d(self.stem_norm(self.stem(x)), 3, 2, 1)).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.positions
        tokens = []
        for block in self.blocks:
            x = block(x)
            tokens.append(x[:, 0])
        return self.classifier(self.norm(self.last(torch.stack(tokens, 1) + self.layer_positions))), x
