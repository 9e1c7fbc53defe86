"""Golden values of the perturbations whose parameters are given, from torchvision. Run: python perturbations.py > perturbations.json"""
import json, math
import torch
import torchvision.transforms.functional as TF
from torchvision.transforms import InterpolationMode

flat = lambda t: [float(f"{v:.7g}") for v in t.permute(1, 2, 0).flatten().tolist()]
H, W = 9, 8
image = torch.tensor([0.5 + 0.5 * math.sin(0.37 * i * i + 0.11 * i) for i in range(H * W * 3)], dtype=torch.float32).reshape(H, W, 3).permute(2, 0, 1)
corners = [[1, 2], [W - 1, 0], [W - 2, H - 3], [0, H - 1]]
whole = [[0, 0], [W - 1, 0], [W - 1, H - 1], [0, H - 1]]
out = {
    "warp": flat(TF.perspective(image, whole, corners, InterpolationMode.BILINEAR)),
    "crop": flat(TF.resized_crop(image, 2, 1, 5, 4, [H, W], InterpolationMode.BILINEAR, antialias=False)),
    "rotate 17": flat(TF.rotate(image, 17.0, InterpolationMode.NEAREST)),
    "rotate -29": flat(TF.rotate(image, -29.0, InterpolationMode.NEAREST)),
    "brightness": flat(TF.adjust_brightness(image, 1.2)),
    "contrast": flat(TF.adjust_contrast(image, 0.86)),
    "saturation": flat(TF.adjust_saturation(image, 1.14)),
    "hue": flat(TF.adjust_hue(image, 0.13)),
    "hue back": flat(TF.adjust_hue(image, -0.09)),
    "blur": flat(TF.gaussian_blur(image, [7, 9], [1.3, 1.3])),
}
print(json.dumps(out))
