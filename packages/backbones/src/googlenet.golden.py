"""Golden values of googlenet.ts, from torchvision: see golden/frame.py."""
import torch.nn as nn
from torchvision.models.googlenet import BasicConv2d, GoogLeNet, Inception, InceptionAux

from golden.frame import K, case, rules_of, write

rules = rules_of(__file__, "torchvision")


class Heads(GoogLeNet):
    """With named heads."""

    def forward(self, x):
        logits, aux2, aux1 = self._forward(x)
        return {"logits": logits} if aux1 is None else {"aux1": aux1, "aux2": aux2, "logits": logits}


def narrow(model, width):
    """The network with all channels times `width`, from torchvision's own modules."""
    scaled = lambda channels: channels if channels == 3 else max(1, round(channels * width))
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.Conv2d):
                setattr(parent, name, nn.Conv2d(scaled(child.in_channels), scaled(child.out_channels), child.kernel_size, child.stride, child.padding, bias=False))
            elif isinstance(child, nn.BatchNorm2d):
                setattr(parent, name, nn.BatchNorm2d(scaled(child.num_features), eps=1e-3))
            elif isinstance(child, nn.Linear):
                setattr(parent, name, nn.Linear(scaled(child.in_features), K if child.out_features == K else scaled(child.out_features)))
    return model


make = lambda aux: Heads(num_classes=K, aux_logits=aux, init_weights=False)
options = {"dropout": 0, "auxiliaryDropout": 0}
case("googlenet", narrow(make(False), 1 / 16), rules, 64, {**options, "width": 1 / 16})
case("googlenet-aux", narrow(make(True), 1 / 16), rules, 64, {**options, "width": 1 / 16, "auxiliary": True})
case("googlenet-aux at full width", make(True), rules, 64, {**options, "auxiliary": True})
write(__file__)
