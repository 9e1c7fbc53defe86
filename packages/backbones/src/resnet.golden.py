"""Golden values of resnet.ts, from torchvision: see golden/frame.py."""
import torch.nn as nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

from golden.frame import K, case, rules_of, write

rules = rules_of(__file__, "torchvision")


def small(model):
    """With the 3x3 stem: a convolution of stride 1, and no pooling."""
    model.conv1 = nn.Conv2d(3, model.conv1.out_channels, 3, 1, 1, bias=False)
    model.maxpool = nn.Identity()
    return model


def narrow(block, layers, width):
    """A ResNet whose first stage has `width` channels; torchvision's always has 64."""
    model = ResNet(block, layers, num_classes=K)
    model.inplanes = width
    model.conv1, model.bn1 = nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width)
    for i, count in enumerate(layers):
        setattr(model, f"layer{i + 1}", model._make_layer(block, width * 2**i, count, 1 if i == 0 else 2))
    model.fc = nn.Linear(8 * width * block.expansion, K)
    return model


case("resnet18", narrow(BasicBlock, [2, 2, 2, 2], 8), rules, 32, {"depth": 18, "width": 8})
case("resnet50-32px", small(narrow(Bottleneck, [3, 4, 6, 3], 4)), rules, 16, {"depth": 50, "width": 4, "pixels": 32})
case("resnet18 at full width", ResNet(BasicBlock, [2, 2, 2, 2], num_classes=K), rules, 64, {"depth": 18})
case("resnet152 at full width", ResNet(Bottleneck, [3, 8, 36, 3], num_classes=K), rules, 64, {"depth": 152})
write(__file__)
