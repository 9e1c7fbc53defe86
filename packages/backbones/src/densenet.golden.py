"""Golden values of densenet.ts, from torchvision: see golden/frame.py."""
import torch.nn as nn
from torchvision.models.densenet import DenseNet

from golden.frame import K, case, rules_of, write

rules = rules_of(__file__, "torchvision")


def small(growth, blocks, stem):
    """For small images: the stem is a 3x3 convolution alone."""
    model = DenseNet(growth, blocks, stem, num_classes=K)
    model.features.conv0 = nn.Conv2d(3, stem, 3, 1, 1, bias=False)
    for name in ("norm0", "relu0", "pool0"):
        setattr(model.features, name, nn.Identity())
    return model


options = {"growth": 4, "blocks": [2, 3, 2], "stem": 8}
case("densenet", DenseNet(4, (2, 3, 2), 8, num_classes=K), rules, 32, options)
case("densenet-32px", small(4, (2, 3, 2), 8), rules, 16, {**options, "pixels": 32})
case("densenet121 at full width", DenseNet(num_classes=K), rules, 64)
case("densenet-bc-100-12 at full width", small(12, (16, 16, 16), 24), rules, 16, {"growth": 12, "blocks": [16, 16, 16], "stem": 24, "pixels": 32})
write(__file__)
