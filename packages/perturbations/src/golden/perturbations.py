"""Golden values of perturbations with given parameters, from torchvision.

Images are functions of the position, `image` here and in golden.ts, so only results are stored.

Run: python perturbations.py > perturbations.json
"""
import json
import math

import torch
import torchvision.transforms.functional as TF
from torchvision.transforms import InterpolationMode


def image(height, width, channels):
    """An image, [channels, height, width], in [0, 1]. The first eight pixels of colour images are
    corners of the colour cube and two greys."""
    size = height * width * channels
    values = [0.5 + 0.5 * math.sin(0.37 * i * i + 0.11 * i) for i in range(size)]
    if channels == 3:
        values[:24] = [0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]
    return torch.tensor(values, dtype=torch.float32).reshape(height, width, channels).permute(2, 0, 1)


flat = lambda t: [float(f"{v:.9g}") for v in t.permute(1, 2, 0).flatten().tolist()]
images = {"colour": image(9, 8, 3), "grey": image(8, 8, 1), "wide": image(6, 11, 3), "normalized": (image(9, 8, 3) - 0.5) / 0.25}
cases = []


def case(operation, name, given, result):
    cases.append({"operation": operation, "image": name, "given": given, "values": flat(result)})


for name, img in images.items():
    h, w = img.shape[-2:]
    whole = [[0, 0], [w - 1, 0], [w - 1, h - 1], [0, h - 1]]
    for corners in ([[1, 2], [w - 1, 0], [w - 2, h - 3], [0, h - 1]], [[2, 1], [w - 3, 2], [w - 1, h - 1], [1, h - 2]]):
        case("warp", name, {"corners": corners}, TF.perspective(img, whole, corners, InterpolationMode.BILINEAR))
    for top, left, height, width in ((2, 1, 4, 5), (0, 3, h, 3), (h - 1, 0, 1, w)):
        box = {"top": top, "left": left, "height": height, "width": width}
        case("crop", name, box, TF.resized_crop(img, top, left, height, width, [h, w], InterpolationMode.BILINEAR, antialias=False))
    for degrees in (17.0, -29.0, 5.5):
        case("rotate", name, {"degrees": degrees}, TF.rotate(img, degrees, InterpolationMode.NEAREST))
    case("flip", name, {"axis": "horizontal"}, TF.hflip(img))
    case("flip", name, {"axis": "vertical"}, TF.vflip(img))
    for fill, mode in (("zero", "constant"), ("reflect", "reflect")):
        padded = TF.pad(img, 4, padding_mode=mode)
        case("shift", name, {"dx": 4 - 1, "dy": 4 - 6, "fill": fill}, TF.crop(padded, 6, 1, h, w))
    for factor in (0.78, 1.2):
        case("brightness", name, {"number": factor}, TF.adjust_brightness(img, factor))
        case("contrast", name, {"number": factor}, TF.adjust_contrast(img, factor))
        case("saturation", name, {"number": factor}, TF.adjust_saturation(img, factor))
    for turn in (0.13, -0.09, 0.5):
        case("hue", name, {"number": turn}, TF.adjust_hue(img, turn))
    for width, height, sigma in ((7, 9, 0.1), (7, 9, 1.3), (7, 9, 2.0), (3, 5, 0.8)):
        # torch reflects by less than one side, so the grey and the wide image are too small for
        # some windows.
        if height // 2 < h and width // 2 < w:
            case("blur", name, {"width": width, "height": height, "sigma": sigma}, TF.gaussian_blur(img, [width, height], [sigma, sigma]))
    # The operator of the released code, once with each change as the first one.
    adjust = [TF.adjust_brightness, TF.adjust_contrast, TF.adjust_saturation, TF.adjust_hue]
    numbers = [1.17, 0.9, 1.12, -0.11]
    for order in ([0, 1, 2, 3], [3, 1, 0, 2], [2, 3, 1, 0], [1, 0, 3, 2]):
        changed = img
        for i in order:
            changed = adjust[i](changed, numbers[i])
        case("jitter-blur", name, {"numbers": numbers, "order": order, "sigma": 0.9}, TF.gaussian_blur(changed, [7, 9], [0.9, 0.9]))
print(json.dumps({"torchvision": __import__("torchvision").__version__.split("+")[0], "cases": cases}))
