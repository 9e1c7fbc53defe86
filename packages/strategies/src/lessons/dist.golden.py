"""Golden values of dist.ts: see ../golden/frame.py. The formula is that of the class DIST of
hunto/DIST_KD."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import torch.nn.functional as F

from golden.frame import write
from golden.lessons import lesson


def cosine_similarity(a, b, eps=1e-8):
    return (a * b).sum(1) / (a.norm(dim=1) * b.norm(dim=1) + eps)


def pearson(a, b):
    return cosine_similarity(a - a.mean(1, keepdim=True), b - b.mean(1, keepdim=True))


def losses(g, w=1, beta=1, gamma=1, T=1):
    s, t = F.softmax(g.z["a"] / T, 1), F.softmax(g.z["t"].detach() / T, 1)
    return {
        "dist-inter": (T**2 * (1 - pearson(s, t).mean()), w * beta),
        "dist-intra": (T**2 * (1 - pearson(s.t(), t.t()).mean()), w * gamma),
    }


peers = [{"id": "t", "learns": False}, {"id": "a"}]
lesson("the defaults", ["dist"], peers, losses)
lesson(
    "the recipe of CIFAR-100",
    [{"use": "dist", "weight": 0.5, "beta": 2, "gamma": 3, "temperature": 4}],
    peers,
    lambda g: losses(g, 0.5, 2, 3, 4),
)
write(__file__)
