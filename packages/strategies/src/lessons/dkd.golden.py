"""Golden values of dkd.ts: see ../golden/frame.py. The formula is that of dkd_loss of mdistiller."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import torch
import torch.nn.functional as F

from golden.frame import B, moment, write
from golden.lessons import lesson


def losses(g, w=1.0, alpha=1.0, beta=8.0, T=4.0, factor=1.0):
    z_s, z_t, target = g.z["a"], g.z["t"].detach(), g.y["a"].argmax(1)
    gt = torch.zeros_like(z_s).scatter_(1, target.unsqueeze(1), 1).bool()
    cat = lambda p: torch.stack([(p * gt).sum(1), (p * ~gt).sum(1)], 1)
    p_s, p_t = cat(F.softmax(z_s / T, 1)), cat(F.softmax(z_t / T, 1))
    tckd = F.kl_div(p_s.log(), p_t, reduction="sum") * T**2 / B
    q_t = F.softmax(z_t / T - 1000.0 * gt, 1)
    q_s = F.log_softmax(z_s / T - 1000.0 * gt, 1)
    nckd = F.kl_div(q_s, q_t, reduction="sum") * T**2 / B
    return {"dkd-target": (tckd, factor * w * alpha), "dkd-others": (nckd, factor * w * beta)}


peers = [{"id": "t", "learns": False}, {"id": "a", "mixed": 0.3}]
lesson("in the third epoch", ["dkd"], peers, lambda g: losses(g, factor=3 / 20), moment=moment)
lesson(
    "without warm-up",
    [{"use": "dkd", "warmUp": 0, "weight": 2, "alpha": 0.5, "beta": 3, "temperature": 1.5}],
    peers,
    lambda g: losses(g, 2, 0.5, 3, 1.5),
)
write(__file__)
