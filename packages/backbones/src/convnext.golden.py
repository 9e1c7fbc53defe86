"""Golden values of convnext.ts, from torchvision: see golden/frame.py."""
from torchvision.models.convnext import CNBlockConfig, ConvNeXt

from golden.frame import K, case, rules_of, write

rules = rules_of(__file__, "torchvision")


def make(width, blocks):
    widths = [width * 2**i for i in range(4)] + [None]
    return ConvNeXt([CNBlockConfig(widths[i], widths[i + 1], count) for i, count in enumerate(blocks)], num_classes=K)


case("convnext", make(8, (2, 1, 2, 1)), rules, 32, {"width": 8, "blocks": [2, 1, 2, 1], "stochasticDepth": 0})
case("convnext-tiny at full width", make(96, (3, 3, 9, 3)), rules, 64, {"stochasticDepth": 0})
write(__file__)
