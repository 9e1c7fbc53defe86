"""Golden values of psKd.ts: see golden/frame.py."""
import numpy as np
import torch
import torch.nn.functional as F

from golden.frame import B, case, filled, H, K, moment, write

past = F.softmax(filled(31, (8, K), 2).detach(), 1)
past[2] = 0
past = torch.tensor(past.numpy().astype(np.float32).astype(np.float64))


def ps_kd(a):
    """`a` is the weight of the past prediction at this moment."""

    def f(g):
        z, y = g.z["a"], g.y["a"]
        alpha = torch.full((B, 1), a, dtype=torch.float64)
        alpha[2] = 0
        p = past[:B]
        total = H((1 - alpha) * y + alpha * p, z).mean()
        kept = past.clone()
        kept[:B] = F.softmax(z.detach(), 1)
        known = torch.where(p.sum(1, keepdim=True) > 0, p, torch.full_like(p, 1 / K))
        return total, {"ce/labels->a": g.ce("a"), "ce/past-of-a->a": H(known, z).mean()}, {"memory": {"past/a": kept}}

    return f


remembered = {"past/a": {"shape": [8, K], "data": past.flatten().tolist()}}
case("ps-kd", "ps-kd", {}, [{"id": "a"}], ps_kd(0.8 * 3 / 10), moment=moment, memory=remembered)
first = {"step": 9, "epoch": 0, "stepsPerEpoch": 10, "progress": 0.09}
case("ps-kd in its first epoch", "ps-kd", {}, [{"id": "a"}], ps_kd(0.0), moment=first, memory=remembered)

write(__file__)
