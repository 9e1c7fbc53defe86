"""Golden values of rkd.ts: see ../golden/frame.py. The formula is that of the class RKDLoss of
RepDistiller."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import torch
import torch.nn.functional as F

from golden.frame import B, vec, write
from golden.lessons import lesson


def pdist(e, eps=1e-12):
    square = e.pow(2).sum(1)
    product = e @ e.t()
    result = (square.unsqueeze(1) + square.unsqueeze(0) - 2 * product).clamp(min=eps).sqrt()
    return result * (1 - torch.eye(len(e), dtype=e.dtype))


def relative(e):
    d = pdist(e)
    return d / d[d > 0].mean()


def angles(e):
    gaps = F.normalize(e.unsqueeze(0) - e.unsqueeze(1), p=2, dim=2)
    return torch.bmm(gaps, gaps.transpose(1, 2)).view(-1)


def losses(g, w=1, d=25, a=50, s=None, t=None):
    student = vec(g.f["a"] if s is None else s)
    teacher = vec(g.f["t"] if t is None else t).detach()
    return {
        "rkd-distance": (F.smooth_l1_loss(relative(student), relative(teacher)), w * d),
        "rkd-angle": (F.smooth_l1_loss(angles(student), angles(teacher)), w * a),
    }


peers = [
    {"id": "t", "learns": False, "features": [B, 2, 2, 4], "stages": [[B, 2, 2, 5]]},
    {"id": "a", "features": [B, 3], "stages": [[B, 4, 4, 3]]},
]
lesson("features", ["rkd"], peers, losses)
lesson(
    "a stage",
    [{"use": "rkd", "stage": 0, "weight": 0.5, "distance": 1, "angle": 2}],
    peers,
    lambda g: losses(g, 0.5, 1, 2, g.s["a"][0], g.s["t"][0]),
)
write(__file__)
