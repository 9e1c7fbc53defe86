"""Writes JPEG files for `pnpm bench images`: train/ and test/ with four classes. Argument: JSON
{folder, count, height, width, quality}. Each channel is noise whose amplitude falls with its
frequency, as in photographs, so files are about as large as photographs."""
import json
import os
import sys

import numpy as np
from PIL import Image

given = json.loads(sys.argv[1])
height, width = given["height"], given["width"]
rng = np.random.default_rng(0)
frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :])
fall = 1 / np.maximum(frequency, 1 / max(height, width))


def channel(own):
    """Noise of [0, 255]: half of it is shared by the channels, because photographs are mostly grey."""
    noise = np.fft.irfft2(fall * (own + shared), (height, width))
    return np.clip(128 + 48 * noise / noise.std(), 0, 255)


def waves():
    return np.fft.rfft2(rng.standard_normal((height, width)))


for split, count in (("train", given["count"]), ("test", 8)):
    for i in range(count):
        shared = 2 * waves()
        pixels = np.stack([channel(waves()) for _ in range(3)], -1).astype(np.uint8)
        folder = os.path.join(given["folder"], split, f"class{i % 4}")
        os.makedirs(folder, exist_ok=True)
        Image.fromarray(pixels).save(os.path.join(folder, f"{i:05}.jpg"), quality=given["quality"])
