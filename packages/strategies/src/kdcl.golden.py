"""Golden values of kdcl.ts: see golden/frame.py."""
import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import minimize

from golden.frame import abc, B, case, CE, filled, K, KL, moment, write


def kdcl(target, T=2.0, weights=None):
    def f(g):
        y = g.y["a"]
        zs = [g.z[i].detach() for i in g.ids]
        if target == "minlogit":
            z = torch.stack([z - (z * y).sum(1, keepdim=True) for z in zs]).min(0).values
        elif target == "mean":
            z = sum(zs) / len(zs)
        elif target == "general":
            z = sum(weights[i] * g.z[i].detach() for i in g.ids)
        else:
            stacked = np.stack([z.numpy() for z in zs])

            def objective(a):
                mixed = torch.tensor(np.tensordot(a, stacked, 1))
                residual = (F.softmax(mixed, 1) - y).numpy() / B
                return CE(mixed, y).mean().item(), np.array([(residual * s).sum() for s in stacked])

            found = minimize(
                objective, np.full(len(zs), 1 / len(zs)), jac=True, bounds=[(0, 1)] * len(zs), method="SLSQP",
                constraints={"type": "eq", "fun": lambda a: a.sum() - 1, "jac": lambda a: np.ones_like(a)}, options={"ftol": 1e-15, "maxiter": 500},
            )
            z = torch.tensor(np.tensordot(found.x, stacked, 1))
        terms, total = {}, 0.0
        for i in g.ids:
            terms[f"ce/labels->{i}"] = g.ce(i)
            terms[f"kl/group->{i}"] = T * T * KL(z, g.z[i], T).mean()
        return sum(terms.values()), terms

    return f


def kdcl_naive(g):
    terms = {f"ce/labels->{i}": g.ce(i) for i in g.ids}
    total = sum(terms.values())
    scores = torch.stack([CE(g.z[i], g.y[i]) for i in g.ids]).detach()
    teacher = scores.argmin(0)
    target = torch.stack([g.z[g.ids[teacher[b]]][b] for b in range(B)]).detach()
    weights = {}
    for n, i in enumerate(g.ids):
        total = total + 4 * KL(target, g.z[i], 2.0).mean()
        for m, j in enumerate(g.ids):
            if i != j:
                terms[f"kl/{j}->{i}"] = 4 * KL(g.z[j].detach(), g.z[i], 2.0).mean()
                weights[f"kl/{j}->{i}"] = (teacher == m).double().mean().item()
    return total, terms, {"weights": weights}


case("kdcl", "kdcl", {}, abc, kdcl("minlogit"))
case("kdcl of mixed labels", "kdcl", {}, [{**peer, "mixed": 0.3} for peer in abc], kdcl("minlogit"))
case("kdcl-naive", "kdcl-naive", {}, abc, kdcl_naive)
case("kdcl-linear", "kdcl-linear", {}, abc, kdcl("linear"))
case("kdcl of mean logits", "kdcl", {"target": "mean"}, abc, kdcl("mean"))
case(
    "kdcl-general",
    "kdcl-general",
    {},
    abc,
    kdcl("general", weights={"a": 0.7, "b": 0.4, "c": -0.1}),
    moment={**moment, "history": {"validation/kdcl/a": [0.1, 0.7], "validation/kdcl/b": [0.2, 0.4], "validation/kdcl/c": [0.7, -0.1]}},
)


# The weights of `general`, from errors on held-out examples.
def general():
    n = 8
    y = [(3 * b + 1) % K for b in range(n)]
    t = np.eye(K)[y]
    names = ["a", "b", "c"]
    logits = {i: filled(seed, (n, K), 2).detach() for seed, i in enumerate(names)}
    errors = [F.softmax(logits[i], 1).numpy() - t for i in names]
    c = np.array([[(e * f).sum(1).mean() for f in errors] for e in errors]) + 1e-4 * np.eye(3)
    inverse = np.linalg.inv(c)
    weights = inverse.sum(1) / inverse.sum()
    return {"labels": y, "weights": dict(zip(names, weights.tolist()))}


write(__file__, general=general())
