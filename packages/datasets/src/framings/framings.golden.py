"""Golden values of the framings: boxes of torchvision, and an image resized by PIL. Run it in this folder.

torchvision draws from torch's generator. Here its draws are replaced by the numbers `u` of the golden file, so that the
same numbers can be given to our framing.
"""
import json
import random

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms import RandomResizedCrop
from torchvision.transforms import functional as F

numbers = random.Random(3)


class Draws:
    def __init__(self):
        self.u = []

    def next(self):
        self.u.append(numbers.randrange(2**24) / 2**24)
        return self.u[-1]


def random_resized(height, width, scale, ratio):
    draws = Draws()
    uniform, randint = torch.Tensor.uniform_, torch.randint
    torch.Tensor.uniform_ = lambda self, a, b: torch.tensor([float(a) + (float(b) - float(a)) * draws.next()], dtype=torch.float64)
    torch.randint = lambda low, high, size: torch.tensor([low + int(draws.next() * (high - low))])
    try:
        box = RandomResizedCrop.get_params(torch.zeros(1, height, width), list(scale), list(ratio))
    finally:
        torch.Tensor.uniform_, torch.randint = uniform, randint
    return {"height": height, "width": width, "scale": scale, "ratio": ratio, "u": draws.u, "box": list(box)}


def center(height, width, resize, crop):
    """The center crop of an image whose pixels are their own row and column, as rows and columns of the stored image."""
    grid = np.stack(np.meshgrid(np.arange(height), np.arange(width), indexing="ij")).astype("float32")
    out = F.center_crop(F.resize(torch.from_numpy(grid), resize, antialias=True), [crop, crop])
    rows, columns = out[0, :, crop // 2], out[1, crop // 2]
    return {"height": height, "width": width, "resize": resize, "crop": crop, "rows": [rows[0].item(), rows[-1].item()], "columns": [columns[0].item(), columns[-1].item()]}


def resize(box, size, channels):
    rng = np.random.RandomState(7)
    pixels = rng.randint(0, 256, (23, 31, channels)).astype("uint8")
    image = Image.fromarray(pixels if channels == 3 else pixels[:, :, 0])
    top, left, high, wide = box
    out = np.asarray(image.crop((left, top, left + wide, top + high)).resize((size[1], size[0]), Image.BILINEAR))
    return {"box": box, "size": size, "channels": channels, "pixels": pixels.flatten().tolist(), "resized": out.flatten().tolist()}


shapes = [(375, 500), (500, 375), (32, 32), (1, 1), (1, 40), (900, 3), (224, 224), (97, 1024)]
standard = [(0.08, 1.0), (3 / 4, 4 / 3)]
golden = {
    "torchvision": torchvision.__version__,
    "PIL": PIL.__version__,
    "randomResizedCrop": [random_resized(h, w, *standard) for h, w in shapes for _ in range(3)]
    + [random_resized(60, 90, (0.5, 0.6), (2.0, 3.0)), random_resized(40, 10, (0.9, 1.0), (1.0, 1.0)), random_resized(10, 90, (0.9, 1.0), (0.5, 2.0))],
    "centerCrop": [center(h, w, r, c) for h, w in [(375, 500), (500, 375), (32, 32), (301, 299), (64, 200)] for r, c in [(256, 224), (64, 56), (40, 40)]],
    "resize": [resize(b, s, c) for b, s, c in [((0, 0, 23, 31), (8, 8), 3), ((3, 5, 11, 20), (32, 32), 1), ((0, 0, 23, 31), (23, 9), 3), ((2, 2, 20, 7), (5, 7), 1)]],
}
with open("framings.golden.json", "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")
