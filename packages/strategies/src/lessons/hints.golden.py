"""Golden values of hints.ts: see ../golden/frame.py."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import torch.nn.functional as F

from golden.frame import B, write
from golden.lessons import lesson, nchw


def mse(g, own, other, name):
    """The regressor is a 1x1 convolution of F_S; maps are pooled first."""
    kernel = g.param(f"lessons/0/a~t/{name}/kernel", (own.shape[-1], other.shape[-1]))
    if own.dim() == 2:
        return F.mse_loss(own @ kernel, other.detach())
    own, other = nchw(own), nchw(other.detach())
    size = (min(own.shape[2], other.shape[2]), min(own.shape[3], other.shape[3]))
    own, other = F.adaptive_avg_pool2d(own, size), F.adaptive_avg_pool2d(other, size)
    return F.mse_loss(F.conv2d(own, kernel.t().unsqueeze(-1).unsqueeze(-1)), other)


def losses(g, stages, weight=100):
    total = sum(mse(g, g.s["a"][n], g.s["t"][n], f"stage{k}") for k, n in enumerate(stages))
    return {"hints": (total, weight)}


peers = [
    {"id": "t", "learns": False, "stages": [[B, 4, 4, 5], [B, 2, 2, 4], [B, 1, 1, 3]]},
    {"id": "a", "stages": [[B, 4, 4, 3], [B, 4, 4, 4], [B, 1, 1, 3]]},
]
lesson("the middle stage", ["hints"], peers, lambda g: losses(g, [1]))
lesson("all stages", [{"use": "hints", "stage": "all"}], peers, lambda g: losses(g, [0, 1, 2]))
lesson(
    "vectors",
    [{"use": "hints", "stage": "features", "weight": 2}],
    [{"id": "t", "learns": False, "features": [B, 4]}, {"id": "a", "features": [B, 3]}],
    lambda g: {"hints": (mse(g, g.f["a"], g.f["t"], "stage0"), 2)},
)
write(__file__)
