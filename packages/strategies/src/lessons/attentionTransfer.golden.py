"""Golden values of attentionTransfer.ts: see ../golden/frame.py. The formula is that of the class
Attention of RepDistiller."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import torch.nn.functional as F

from golden.frame import B, write
from golden.lessons import lesson, nchw


def at(f):
    return F.normalize(f.pow(2).mean(1).view(f.size(0), -1))


def at_loss(f_s, f_t):
    size = (min(f_s.shape[2], f_t.shape[2]), min(f_s.shape[3], f_t.shape[3]))
    f_s, f_t = F.adaptive_avg_pool2d(f_s, size), F.adaptive_avg_pool2d(f_t, size)
    return (at(f_s) - at(f_t)).pow(2).mean()


def losses(g, stages, weight=1000):
    total = sum(at_loss(nchw(g.s["a"][n]), nchw(g.s["t"][n].detach())) for n in stages)
    return {"attention-transfer": (total, weight)}


def tokens(g):
    # [batch, tokens, channels] as a map of one row.
    f = lambda x: x.permute(0, 2, 1).unsqueeze(2)
    return {"attention-transfer": (at_loss(f(g.f["a"]), f(g.f["t"].detach())), 10)}


unlike = [
    {"id": "t", "learns": False, "stages": [[B, 4, 4, 5], [B, 2, 2, 7], [B, 1, 1, 3]]},
    {"id": "a", "stages": [[B, 4, 4, 3], [B, 4, 4, 4], [B, 1, 1, 3]]},
]
odd = [
    {"id": "t", "learns": False, "stages": [[B, 7, 7, 3]]},
    {"id": "a", "stages": [[B, 4, 4, 2]]},
]
lesson("all stages", ["attention-transfer"], unlike, lambda g: losses(g, [0, 1, 2]))
lesson("one stage", [{"use": "attention-transfer", "stage": 1, "weight": 5}], unlike, lambda g: losses(g, [1], 5))
lesson("grids of 7 and 4", ["attention-transfer"], odd, lambda g: losses(g, [0]))
lesson(
    "tokens",
    [{"use": "attention-transfer", "stage": "features", "weight": 10}],
    [{"id": "t", "learns": False, "features": [B, 5, 4]}, {"id": "a", "features": [B, 5, 3]}],
    tokens,
)
write(__file__)
