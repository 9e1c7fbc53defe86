"""Golden values of vgg.ts, from torchvision: see golden/frame.py. It also writes vgg.names.json."""
import torch.nn as nn
from torchvision.models.vgg import VGG, cfgs, make_layers

from golden.frame import K, case, write, write_names

cfg_of = {11: "A", 13: "B", 16: "D", 19: "E"}


def rules_of_depth(depth):
    rules, stage, count, at = [], 1, 0, 0
    for v in cfgs[cfg_of[depth]]:
        if v == "M":
            stage, count, at = stage + 1, 0, at + 1
            continue
        rules += [[rf"features\.{at}", f"layer{stage}/{count}/conv"], [rf"features\.{at + 1}", f"layer{stage}/{count}/norm"]]
        count, at = count + 1, at + 3
    return rules + [[r"classifier\.0", "dense1", [7, 7]], [r"classifier\.3", "dense2"], [r"classifier\.6", "classifier"]]


names = write_names(__file__, {f"torchvision vgg{depth}-bn": rules_of_depth(depth) for depth in cfg_of})


def layers(depth, width):
    return make_layers([v if v == "M" else v * width // 64 for v in cfgs[cfg_of[depth]]], batch_norm=True)


def large(depth, width, units):
    model = VGG(layers(depth, width), num_classes=K)
    model.classifier[0] = nn.Linear(8 * width * 49, units)
    model.classifier[3], model.classifier[6] = nn.Linear(units, units), nn.Linear(units, K)
    return model


def small(depth, width):
    model = VGG(layers(depth, width), num_classes=K)
    model.avgpool = nn.AdaptiveAvgPool2d(1)
    model.classifier = nn.Sequential(*[nn.Identity()] * 6, nn.Linear(8 * width, K))
    return model


case("vgg11-bn", large(11, 4, 8), names["torchvision vgg11-bn"], 64, {"depth": 11, "width": 4, "units": 8, "dropout": 0})
case("vgg16-bn-32px", small(16, 4), names["torchvision vgg16-bn"], 32, {"depth": 16, "width": 4, "pixels": 32, "dropout": 0})
case("vgg19-bn-32px at full width", small(19, 64), names["torchvision vgg19-bn"], 32, {"depth": 19, "pixels": 32, "dropout": 0})
write(__file__)
