"""Golden values of mobilenetV3.ts, from torchvision: see golden/frame.py. It also writes
mobilenetV3.names.json."""
from torchvision.models.mobilenetv3 import MobileNetV3, _mobilenet_v3_conf

from golden.frame import K, case, write, write_names


def rules_of(size):
    settings, _ = _mobilenet_v3_conf(f"mobilenet_v3_{size}")
    rules = [[r"features\.0\.0", "stem/conv"], [r"features\.0\.1", "stem/norm"]]
    for i, setting in enumerate(settings):
        path, ours, at = rf"features\.{i + 1}\.block", f"block/{i}", 0
        if setting.expanded_channels != setting.input_channels:
            rules += [[rf"{path}\.0\.0", f"{ours}/expand"], [rf"{path}\.0\.1", f"{ours}/norm1"]]
            at = 1
        rules += [[rf"{path}\.{at}\.0", f"{ours}/depthwise"], [rf"{path}\.{at}\.1", f"{ours}/norm2"]]
        if setting.use_se:
            at += 1
            rules += [[rf"{path}\.{at}\.fc1", f"{ours}/squeeze", "1x1"], [rf"{path}\.{at}\.fc2", f"{ours}/excite", "1x1"]]
        rules += [[rf"{path}\.{at + 1}\.0", f"{ours}/project"], [rf"{path}\.{at + 1}\.1", f"{ours}/norm3"]]
    last = len(settings) + 1
    return rules + [[rf"features\.{last}\.0", "last/conv"], [rf"features\.{last}\.1", "last/norm"], [r"classifier\.0", "dense"], [r"classifier\.3", "classifier"]]


names = write_names(__file__, {f"torchvision mobilenet-v3-{size}": rules_of(size) for size in ("small", "large")})
for size, width, pixels in (("small", 0.25, 32), ("small", 1, 64), ("large", 1, 64)):
    model = MobileNetV3(*_mobilenet_v3_conf(f"mobilenet_v3_{size}", width_mult=width), num_classes=K)
    key = f"mobilenet-v3-{size}" + (" at full width" if width == 1 else "")
    case(key, model, names[f"torchvision mobilenet-v3-{size}"], pixels, {"size": size, "width": width, "dropout": 0})
write(__file__)
