"""Golden values of pcl.ts: see golden/frame.py."""
import torch

from golden.frame import B, case, CE, K, KL, moment, ramp, vec, write

w = ramp(2 / 10, 0.27)


def pcl(m):
    """m peers, each on its own view; j's average sees j's view."""
    views = ["a"] + [f"a-view{k + 1}" for k in range(1, m)]

    def f(g):
        pairs = [(f"a/branch{k + 1}" + ("" if k == 0 else f"@{view}"), f"a-mean/branch{k + 1}@{view}") for k, view in enumerate(views)]
        peers = [p for p, _ in pairs]
        u = g.param("ensemble/kernel", (3 * m, K))
        c = g.param("ensemble/bias", (K,))
        z = torch.cat([vec(g.f[p]) for p in peers], 1) @ u + c
        terms = {f"ce/labels->{p}": g.ce(p) for p in peers}
        terms["ce/labels->peer-ensemble"] = CE(z, g.y[peers[0]]).mean()
        total = sum(terms.values())
        for p in peers:
            terms[f"kl/peer-ensemble->{p}"] = 9 * KL(z.detach(), g.z[p], 3.0).mean()
            total = total + w * terms[f"kl/peer-ensemble->{p}"]
            for q, average in pairs:
                if q != p:
                    terms[f"kl/{average}->{p}"] = 9 * KL(g.z[average].detach(), g.z[p], 3.0).mean()
                    total = total + w / (m - 1) * terms[f"kl/{average}->{p}"]
        return total, terms

    looks = [
        {"id": f"{n}/branch{h + 1}{'' if n == 'a' and v == 'a' else '@' + v}", "learns": n == "a", "features": [B, 2, 2, 3]}
        for n in ("a", "a-mean")
        for v in views
        for h in range(m)
    ]
    return looks, f


case("pcl", "pcl", {}, *pcl(2), moment=moment)
case("pcl of three", "pcl", {}, *pcl(3), moment=moment)

write(__file__)
