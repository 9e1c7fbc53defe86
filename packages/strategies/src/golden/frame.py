"""The shared code of the golden values of strategies: inputs, losses, and the file of a strategy's
cases.

A script beside a strategy, such as mutual.golden.py beside mutual.ts, implements the formula again
in PyTorch (float64). It calls `case` for each setting, and at its end `write(__file__)`, which
writes mutual.golden.json. Run: python mutual.golden.py  (needs torch, numpy; kdcl.golden.py also needs
scipy). The same formula makes the inputs here and in testing/peers.ts; they are rounded to float32.
The field "torch" in the files has the version that made the committed values.
"""
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

B, K = 6, 5


def value(seed, i):
    return math.sin(12.9898 * (i + 1) + 78.233 * (seed + 1) + 0.37 * (i % 7) * seed)


def filled(seed, shape, scale=1.0):
    n = int(np.prod(shape))
    x = np.array([scale * value(seed, i) for i in range(n)], dtype=np.float64).astype(np.float32)
    return torch.tensor(x.astype(np.float64).reshape(shape), requires_grad=True)


def labels(mixed=0.0):
    cls = [(3 * b + 1) % K for b in range(B)]
    y = torch.zeros(B, K, dtype=torch.float64)
    for b in range(B):
        y[b, cls[b]] += 1 - mixed
        y[b, cls[B - 1 - b]] += mixed
    return torch.tensor(y.numpy().astype(np.float32).astype(np.float64))


def CE(z, y):
    return -(y * F.log_softmax(z, 1)).sum(1)


def H(p, z):
    return -(p * F.log_softmax(z, 1)).sum(1)


def KL(t, s, T=1.0):
    """KL(softmax(t / T) || softmax(s / T)), without T^2."""
    p = F.softmax(t / T, 1)
    return (p * (F.log_softmax(t / T, 1) - F.log_softmax(s / T, 1))).sum(1)


def vec(f):
    return f if f.dim() == 2 else f.mean(dim=tuple(range(1, f.dim() - 1)))


def pool(f, size):
    return F.avg_pool2d(f.permute(0, 3, 1, 2), f.shape[1] // size).permute(0, 2, 3, 1)


def ramp(e, L):
    return math.exp(-5 * (1 - min(e, L) / L) ** 2)


class Group:
    """The peers of a case: logits z, features f, maps after stages s, labels y by id."""

    def __init__(self, peers):
        self.specs = peers
        self.z, self.f, self.s, self.y = {}, {}, {}, {}
        for i, p in enumerate(peers):
            seed = p.get("seed", i)
            self.z[p["id"]] = filled(seed, (B, K), p.get("scale", 2))
            if "features" in p:
                self.f[p["id"]] = filled(seed + 50, p["features"])
            self.s[p["id"]] = [filled(seed + 60 + n, shape) for n, shape in enumerate(p.get("stages", []))]
            self.y[p["id"]] = labels(p.get("mixed", 0.0))
        self.ids = [p["id"] for p in peers]
        self.params = {}

    def param(self, name, shape):
        self.params[name] = filled(100 + len(self.params), shape, 0.5)
        return self.params[name]

    def ce(self, i, smoothing=0.0):
        return CE(self.z[i], (1 - smoothing) * self.y[i] + smoothing / K).mean()


cases = []


def case(name, strategy, options, peers, compute, **extra):
    g = Group(peers)
    result = compute(g)
    loss, terms = result[0], result[1]
    leaves = {f"{i}/logits": t for i, t in g.z.items()}
    leaves |= {f"{i}/features": t for i, t in g.f.items()}
    leaves |= {f"{i}/stages/{n}": t for i, all_ in g.s.items() for n, t in enumerate(all_)}
    leaves |= {f"strategy/{n}": t for n, t in g.params.items()}
    grads = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
    expected = {
        "loss": loss.item(),
        "terms": {n: t.item() for n, t in terms.items()},
        "grads": {n: [0.0] if g_ is None or not g_.any() else g_.flatten().tolist() for n, g_ in zip(leaves, grads)},
    }
    if len(result) > 2:
        expected["memory"] = {n: t.detach().flatten().tolist() for n, t in result[2].get("memory", {}).items()}
        expected["hold"] = result[2].get("hold", {})
        expected["weights"] = result[2].get("weights", {})
    cases.append({"name": name, "strategy": strategy, "options": options, "peers": peers, **extra, "expected": expected})


moment = {"step": 25, "epoch": 2, "stepsPerEpoch": 10, "progress": 0.25}
abc = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
small = [{"id": "a", "features": [B, 2, 2, 3]}, {"id": "b", "features": [B, 2, 2, 3]}, {"id": "c", "features": [B, 2, 2, 3]}]
unlike = [
    {"id": "a", "features": [B, 4, 4, 3]},
    {"id": "b", "features": [B, 4, 4, 3], "mixed": 0.3},
    {"id": "c", "features": [B, 2, 2, 4]},
]


def rounded(x):
    if isinstance(x, float):
        return float(f"{x:.9g}")
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [rounded(v) for v in x]
    return x


def write(script, **more):
    """Writes all cases, and `more` fields, to the JSON file next to the script."""
    path = pathlib.Path(script).with_suffix(".json")
    content = {"torch": torch.__version__.split("+")[0], **rounded(more), "cases": rounded(cases)}
    path.write_text(json.dumps(content, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    print(path.name, len(cases), "cases,", path.stat().st_size, "bytes")
