"""Golden values of okddip.ts: see golden/frame.py."""
import torch
import torch.nn.functional as F

from golden.frame import B, case, KL, moment, ramp, vec, write

w = ramp(2 / 10, 0.27)


def okddip(g):
    leader, group = g.ids[0], g.ids[1:]
    wq = g.param("attention/query", (16, 2))
    wk = g.param("attention/key", (16, 2))
    h = torch.stack([vec(g.f[i]) for i in group], 1)  # [batch, peers, dim]
    attention = F.softmax((h @ wq) @ (h @ wk).transpose(1, 2), 2)
    targets = attention @ torch.stack([g.z[i] for i in group], 1)
    terms = {f"ce/labels->{i}": g.ce(i) for i in g.ids}
    total = sum(terms.values())
    kl = {f"kl/target-of-{i}->{i}": 9 * KL(targets[:, n], g.z[i], 3.0).mean() for n, i in enumerate(group)}
    kl[f"kl/group->{leader}"] = 9 * KL(sum(g.z[i] for i in group) / len(group), g.z[leader], 3.0).mean()
    return total + w * sum(kl.values()), terms | kl


case("okddip", "okddip", {}, [{"id": f"a/branch{i + 1}", "features": [B, 1, 1, 16]} for i in range(4)], okddip, moment=moment)

write(__file__)
