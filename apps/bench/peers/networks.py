"""The networks of the benchmark in PyTorch, by our names: torchvision's and timm's where they have one,
else our own. A network maps images to (logits, features)."""
import re

import torch
import torch.nn.functional as F
import torchvision.models as tv
from torch import nn

from ceit import CeiT
from resnet import ResNet
from vim import Vim


class Parts(nn.Module):
    """A network as its feature extractor and its head."""

    def __init__(self, body, head):
        super().__init__()
        self.body, self.head = body, head

    def forward(self, x):
        features = self.body(x)
        return self.head(features), features


class Timm(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        features = self.model.forward_features(x)
        return self.model.forward_head(features), features


class LogitsAlone(nn.Module):
    """A network that shows no features; it has no peers to compete with."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x), None


class WideBlock(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(cin), nn.BatchNorm2d(cout)
        self.conv1, self.conv2 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.shortcut = None if cin == cout else nn.Conv2d(cin, cout, 1, stride, bias=False)

    def forward(self, x):
        a = F.relu(self.norm1(x), inplace=True)
        y = self.conv2(F.relu(self.norm2(self.conv1(a)), inplace=True))
        return y + (self.shortcut(a) if self.shortcut else x)


def wide_resnet(depth, widen, classes):
    """Neither torchvision nor timm has the Wide ResNet for small images."""
    blocks, cin, layers = (depth - 4) // 6, 16, [nn.Conv2d(3, 16, 3, 1, 1, bias=False)]
    for i, width in enumerate((16, 32, 64)):
        for n in range(blocks):
            layers.append(WideBlock(cin, width * widen, 2 if i > 0 and n == 0 else 1))
            cin = width * widen
    layers += [nn.BatchNorm2d(cin), nn.ReLU(inplace=True)]
    return Parts(nn.Sequential(*layers), pooled(nn.Linear(cin, classes)))


pooled = lambda *layers: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(1), *layers)


def torchvision_network(name, image, classes):
    """A network of torchvision; with the stem for small images where our network has one."""
    make = getattr(tv, re.sub(r"-", "_", name))
    if name == "mobilenet-v2" and image < 224:
        small = [[1, 16, 1, 1], [6, 24, 2, 1], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]]
        model = make(num_classes=classes, inverted_residual_setting=small)
    elif name in ("googlenet", "inception-v3"):
        return LogitsAlone(make(num_classes=classes, aux_logits=False, init_weights=False))
    else:
        model = make(num_classes=classes)
    if name.startswith("resnet"):
        if image == 32:
            model.conv1, model.maxpool = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.Identity()
        return Parts(nn.Sequential(*list(model.children())[:-2]), pooled(model.fc))
    if name.startswith("shufflenet"):
        return Parts(nn.Sequential(*list(model.children())[:-1]), pooled(model.fc))
    if name.startswith("densenet"):
        return Parts(nn.Sequential(model.features, nn.ReLU(inplace=True)), pooled(model.classifier))
    if name.startswith("vgg"):
        return Parts(model.features, pooled(nn.Linear(512, classes)) if image == 32 else nn.Sequential(model.avgpool, nn.Flatten(1), model.classifier))
    if name.startswith("convnext"):
        return Parts(model.features, nn.Sequential(nn.AdaptiveAvgPool2d(1), model.classifier))
    return Parts(model.features, pooled(model.classifier))


def network(name, image, classes=100):
    """The network of the name `name`, for images of `image` pixels."""
    wide, vit = re.fullmatch(r"wrn-(\d+)-(\d+)", name), re.fullmatch(r"vit-(ti|s|b)", name)
    if wide:
        return wide_resnet(int(wide[1]), int(wide[2]), classes)
    if vit:
        import timm

        size = {"ti": "tiny", "s": "small", "b": "base"}[vit[1]]
        return Timm(timm.create_model(f"vit_{size}_patch16_224", pretrained=False, img_size=image, patch_size=image // 8 if image < 224 else 16, num_classes=classes))
    if name in ("ceit-t", "ceit-s", "ceit-b"):
        channels = {"t": 192, "s": 384, "b": 768}[name[-1]]
        return CeiT(image, image // 32 if image < 224 else 4, channels, 12, channels // 64, 64, classes)
    if name in ("vim-ti", "vim-s"):
        return Vim(image, image // 8 if image < 224 else 16, 192 if name == "vim-ti" else 384, 24, 16, classes)
    depth = re.fullmatch(r"resnet(8|14|20|32|44|56|110)", name)
    return ResNet(int(depth[1]), classes) if depth else torchvision_network(name, image, classes)
