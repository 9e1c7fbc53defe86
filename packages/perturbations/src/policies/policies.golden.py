"""Golden values of operations.ts and magnitudes.ts, from torchvision.

Run: python policies.golden.py  (needs torch, torchvision; writes policies.golden.json)
"""
import json
import math
import pathlib

import torch
import torchvision
from torchvision.transforms import AugMix, AutoAugment, InterpolationMode, RandAugment, TrivialAugmentWide
from torchvision.transforms.autoaugment import _apply_op


def image(height, width, channels):
    """The image of golden/golden.ts, [channels, height, width], in [0, 1], rounded to bytes."""
    size = height * width * channels
    values = [0.5 + 0.5 * math.sin(0.37 * i * i + 0.11 * i) for i in range(size)]
    return (torch.tensor(values).reshape(height, width, channels).permute(2, 0, 1) * 255).round().to(torch.uint8)


flat = lambda t: t.permute(1, 2, 0).flatten().tolist()
magnitudes = {
    "Identity": [0], "ShearX": [0.21, -0.97], "ShearY": [0.12, -0.3], "TranslateX": [3.7, -2.2], "TranslateY": [1.2, -4.9],
    "Rotate": [11.0, -97.0], "Brightness": [0.6, -0.9], "Color": [0.45, -0.8], "Contrast": [0.9, -0.3], "Sharpness": [0.9, -0.9],
    "Posterize": [4, 2], "Solarize": [100.3, 255.0, 0.0], "AutoContrast": [0], "Equalize": [0], "Invert": [0],
}
whole = ("Posterize", "Equalize")
cases = []
for name, shape in {"colour": (9, 8, 3), "grey": (8, 8, 1), "large": (24, 23, 1), "thin": (2, 9, 3)}.items():
    for operation, given in magnitudes.items():
        if (name == "large") != (operation == "Equalize") or (name == "thin" and operation != "Sharpness"):
            continue
        for magnitude in given:
            for mode in ("nearest", "bilinear") if operation in ("ShearX", "ShearY", "TranslateX", "Rotate") else ("nearest",):
                img = image(*shape)
                if operation not in whole:
                    img = img.to(torch.float32) / 255
                # torchvision's threshold has the unit of the pixels.
                scaled = magnitude / 255 if operation == "Solarize" else magnitude
                out = _apply_op(img, operation, scaled, InterpolationMode(mode), None)
                values = flat(out) if operation in whole else [round(255 * v, 4) for v in flat(out)]
                cases.append({"image": list(shape), "operation": operation, "magnitude": magnitude, "mode": mode, "values": values})

size = (32, 48)
spaces = {
    "rand-augment": RandAugment()._augmentation_space(31, size),
    "trivial-augment": TrivialAugmentWide()._augmentation_space(31),
    "auto-augment": AutoAugment()._augmentation_space(10, size),
    "aug-mix": AugMix()._augmentation_space(10, size),
}
space = lambda given: {k: {"values": [round(float(v), 5) for v in m.flatten()], "signed": signed} for k, (m, signed) in given.items()}
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({"torchvision": torchvision.__version__.split("+")[0], "size": size, "spaces": {k: space(v) for k, v in spaces.items()}, "cases": cases}) + "\n"
)
