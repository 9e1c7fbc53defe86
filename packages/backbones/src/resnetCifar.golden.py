"""Golden values of resnetCifar.ts with convolutional shortcuts, from our own network in PyTorch: see
golden/frame.py."""
import torch.nn as nn
import torch.nn.functional as F

from golden.frame import K, case, write

rules = [
    ["conv", "stem/conv"],
    ["norm", "stem/norm"],
    [r"layers\.0\.(\d+)\.(\w+)", "layer1/$1/$2"],
    [r"layers\.1\.(\d+)\.(\w+)", "layer2/$1/$2"],
    [r"layers\.2\.(\d+)\.(\w+)", "layer3/$1/$2"],
    [r"layers\.0\.(\d+)\.shortcut\.(\w+)", "layer1/$1/shortcut/$2"],
    [r"layers\.1\.(\d+)\.shortcut\.(\w+)", "layer2/$1/shortcut/$2"],
    [r"layers\.2\.(\d+)\.shortcut\.(\w+)", "layer3/$1/shortcut/$2"],
    ["classifier", "classifier"],
]


class Block(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters)
        self.conv2, self.norm2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters)
        self.shortcut = nn.Module()
        self.changes = stride > 1 or channels != filters
        if self.changes:
            self.shortcut.conv, self.shortcut.norm = nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(y + (self.shortcut.norm(self.shortcut.conv(x)) if self.changes else x))


class Net(nn.Module):
    def __init__(self, depth, width, stem):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, stem, 3, 1, 1, bias=False), nn.BatchNorm2d(stem)
        self.layers, channels = nn.ModuleList(), stem
        for i in range(3):
            filters = width * 2**i
            blocks = [Block(channels if n == 0 else filters, filters, 2 if n == 0 and i > 0 else 1) for n in range((depth - 2) // 6)]
            self.layers.append(nn.Sequential(*blocks))
            channels = filters
        self.classifier = nn.Linear(channels, K)

    def forward(self, x):
        x = F.relu(self.norm(self.conv(x)))
        for layer in self.layers:
            x = layer(x)
        return self.classifier(x.mean((2, 3)))


case("resnet14 with convolutional shortcuts", Net(14, 8, 4), rules, 16, {"depth": 14, "width": 8, "stem": 4, "shortcut": "conv"})
case("resnet8x4 at full width", Net(8, 64, 32), rules, 16, {"depth": 8, "width": 64, "stem": 32, "shortcut": "conv"})
write(__file__)
