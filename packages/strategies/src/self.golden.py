"""Golden values of self.ts: see golden/frame.py."""
import torch

from golden.frame import B, case, KL, vec, write

exits = [
    {"id": "a/exit1", "features": [B, 2, 2, 3]},
    {"id": "a/exit2", "features": [B, 2, 2, 4]},
    {"id": "a/exit3", "features": [B, 2, 2, 4]},
]


def self_(alpha, T, squared, lam, kind, deepest, spared):
    def f(g):
        e = g.ids
        last = e[-1]
        terms, total = {}, 0.0
        for i in e:
            terms[f"ce/labels->{i}"] = g.ce(i)
            total = total + (deepest if i == last else 1 - alpha) * terms[f"ce/labels->{i}"]
        for i in e[:-1]:
            terms[f"kl/{last}->{i}"] = KL(g.z[last].detach(), g.z[i], T).mean() * (T * T if squared else 1)
            total = total + alpha * terms[f"kl/{last}->{i}"]
        for i in e[:-1]:
            if i in spared:
                continue
            own, other = g.f[i], g.f[last].detach()
            if kind != "active":
                own, other = vec(own), vec(other)
            if kind == "norm" or own.shape[-1] != other.shape[-1]:
                own = own @ g.param(f"adapt/{i}/kernel", (own.shape[-1], other.shape[-1]))
            if kind == "norm":
                d = torch.linalg.vector_norm(own - other)
            elif kind == "active":
                d = ((own - other) ** 2 * ((own > 0) | (other > 0))).sum()
            else:
                d = ((own - other) ** 2).sum(1).mean()
            name = {"norm": "norm", "active": "active", "squares": "squares"}[kind]
            terms[f"{name}/{last}~{i}->{i}~{last}"] = d
            total = total + lam * d
        return total, terms

    return f


case("self", "self", {}, exits, self_(0.3, 3.0, False, 0.03, "norm", 1.0, ("a/exit2",)))
case("self-unofficial", "self-unofficial", {}, exits, self_(0.1, 3.0, True, 1e-6, "active", 0.9, ()))
case("self-conference", "self-conference", {}, exits, self_(0.3, 3.0, False, 0.03, "squares", 1.0, ()))

write(__file__)
