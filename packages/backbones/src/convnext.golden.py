"""Golden values of convnext.ts, from torchvision: see golden/frame.py. It also writes
convnext.names.json."""
from torchvision.models.convnext import CNBlockConfig, ConvNeXt

from golden.frame import K, case, write, write_names

rules = [[r"features\.0\.0", "stem/conv"], [r"features\.0\.1", "stem/norm"]]
for stage in range(1, 5):
    if stage > 1:
        rules += [[rf"features\.{2 * stage - 2}\.0", f"reduce{stage}/norm"], [rf"features\.{2 * stage - 2}\.1", f"reduce{stage}/conv"]]
    path, ours = rf"features\.{2 * stage - 1}\.(\d+)", f"layer{stage}/$1"
    rules += [[rf"{path}\.block\.{at}", f"{ours}/{name}"] for at, name in ((0, "depthwise"), (2, "norm"), (3, "mlp1"), (5, "mlp2"))]
    rules += [[rf"{path}\.layer_scale", f"{ours}/layer/scale"]]
rules += [[r"classifier\.0", "norm"], [r"classifier\.2", "classifier"]]
write_names(__file__, {"torchvision": rules})


def make(width, blocks):
    widths = [width * 2**i for i in range(4)] + [None]
    return ConvNeXt([CNBlockConfig(widths[i], widths[i + 1], count) for i, count in enumerate(blocks)], num_classes=K)


case("convnext", make(8, (2, 1, 2, 1)), rules, 32, {"width": 8, "blocks": [2, 1, 2, 1], "stochasticDepth": 0})
case("convnext-tiny at full width", make(96, (3, 3, 9, 3)), rules, 64, {"stochasticDepth": 0})
write(__file__)
