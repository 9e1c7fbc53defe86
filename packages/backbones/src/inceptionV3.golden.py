"""Golden values of inceptionV3.ts, from torchvision: see golden/frame.py."""
import torch.nn as nn
from torchvision.models.inception import Inception3

from golden.frame import K, case, rules_of, write

rules = rules_of(__file__, "torchvision")


class Heads(Inception3):
    """With named heads."""

    def forward(self, x):
        logits, aux = self._forward(x)
        return {"logits": logits} if aux is None else {"aux": aux, "logits": logits}


def narrow(model, width):
    """The network with all channels times `width`, from torchvision's own modules."""
    scaled = lambda channels: channels if channels == 3 else max(1, round(channels * width))
    for name, module in model.named_modules():
        for child_name, child in list(module.named_children()):
            if isinstance(child, nn.Conv2d):
                first = ("Mixed" in name and (name.endswith(("1x1", "_1", "_pool")) or name in ("Mixed_6a.branch3x3",))) or name == "AuxLogits.conv0"
                inputs = mixed_inputs(child.in_channels, scaled) if first else scaled(child.in_channels)
                setattr(module, child_name, nn.Conv2d(inputs, scaled(child.out_channels), child.kernel_size, child.stride, child.padding, bias=False))
            elif isinstance(child, nn.BatchNorm2d):
                setattr(module, child_name, nn.BatchNorm2d(scaled(child.num_features), eps=1e-3))
            elif isinstance(child, nn.Linear):
                inputs = mixed_inputs(child.in_features, scaled) if name == "" else scaled(child.in_features)
                setattr(module, child_name, nn.Linear(inputs, K))
    return model


def mixed_inputs(channels, scaled):
    """The scaled channels of a map of so many channels: the sum of its branches."""
    a = [64, 64, 96]
    b = [384, 96]
    total = lambda parts: sum(scaled(each) for each in parts)
    if channels == 768:
        # After 6a: its two branches and the pooled map of 5d; after 6b to 6e: four branches of 192.
        # Both are equal at the widths used here.
        first, later = total(b) + total([*a, 64]), total([192] * 4)
        assert first == later, (first, later)
        return later
    return {192: scaled(192), 256: total([*a, 32]), 288: total([*a, 64]), 1280: total([320, 192]) + total([192] * 4), 2048: total([320, 384, 384, 384, 384, 192])}[channels]


make = lambda aux: Heads(num_classes=K, aux_logits=aux, init_weights=False)
case("inception-v3", narrow(make(False), 1 / 16), rules, 79, {"dropout": 0, "width": 1 / 16})
case("inception-v3-aux at 299 pixels", narrow(make(True), 1 / 16), rules, 299, {"dropout": 0, "width": 1 / 16, "auxiliary": True})
case("inception-v3 at full width", make(False), rules, 79, {"dropout": 0})
write(__file__)
