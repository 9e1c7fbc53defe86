"""Golden values of efficientnet.ts, from torchvision: see golden/frame.py."""
from torchvision.models.efficientnet import EfficientNet, _efficientnet_conf

from golden.frame import K, case, rules_of, write

rules = rules_of(__file__, "torchvision")


def make(width, depth):
    settings, last = _efficientnet_conf("efficientnet_b0", width_mult=width, depth_mult=depth)
    return EfficientNet(settings, dropout=0, stochastic_depth_prob=0, num_classes=K, last_channel=last)


options = {"dropout": 0, "stochasticDepth": 0}
case("efficientnet", make(0.1, 1), rules, 32, {**options, "width": 0.1})
case("efficientnet-b1 at full width", make(1, 1.1), rules, 64, {**options, "depth": 1.1})
case("efficientnet-b0 at full width", make(1, 1), rules, 64, options)
write(__file__)
