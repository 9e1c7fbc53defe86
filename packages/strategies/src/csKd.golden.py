"""Golden values of csKd.ts: see golden/frame.py."""
import torch

from golden.frame import B, case, CE, KL, write


def cs_kd(g):
    z, y = g.z["a"], g.y["a"]
    x, partner = z[: B // 2], z[B // 2 :]
    ce = CE(x, y[: B // 2]).mean()
    kl = 16 * KL(partner.detach(), x, 4.0).mean()
    swapped = torch.cat([z[B // 2 :], z[: B // 2]]).detach()
    return ce + kl, {"ce/labels->a": g.ce("a"), "kl/partners-of-a->a": 16 * KL(swapped, z, 4.0).mean()}


case("cs-kd", "cs-kd", {}, [{"id": "a"}], cs_kd)

write(__file__)
