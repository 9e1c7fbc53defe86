"""50 states of competitive distillation between three small convolutional networks at learning rate
0.1, for competitive.states.test.ts: the losses, the teacher and the gradient of one step from each
state.

Run: python competitive.states.py  (needs torch, numpy). It writes competitive.states.paper.json and
competitive.states.repo.json next to itself. In step s, the batch of network s mod 3 is mixed with
the reversed batch, 0.7 x + 0.3 x'. Sums are in float64, from states rounded to float32.
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

from golden.frame import rounded, value

B, K, SIZE, C = 8, 4, 4, 2
IDS = "abc"


def f32(x):
    return torch.tensor(np.asarray(x, dtype=np.float64).astype(np.float32).astype(np.float64))


def batch(step):
    n = SIZE * SIZE
    cls = [(3 * b + step) % K for b in range(B)]
    x = f32([[0.6 * value(1000 + step, b * n + i) + value(2000 + cls[b], i) for i in range(n)] for b in range(B)]).reshape(B, 1, SIZE, SIZE)
    y = torch.zeros(B, K, dtype=torch.float64)
    y[range(B), cls] = 1
    return x, y


def forward(p, x):
    kernel, bias, dense, offset = p
    f = F.relu(F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, padding=1))
    return f.mean((2, 3)) @ dense + offset, f


def sg(t):
    return t.detach()


def KL(t, s):
    p = F.softmax(t, 1)
    return (p * (F.log_softmax(t, 1) - F.log_softmax(s, 1))).sum(1).mean()


SHAPES = [(3, 3, 1, C), (C,), (C, K), (K,)]


def run(preset):
    rng = np.random.default_rng(9)
    params = {i: [f32(rng.normal(0, s, shape)) for s, shape in zip((0.4, 0.1, 0.7, 0.1), SHAPES)] for i in IDS}
    velocity = {i: [torch.zeros_like(t) for t in params[i]] for i in IDS}
    states = []
    for step in range(50):
        x, y = batch(step)
        perturbed = IDS[step % 3]
        leaves = {i: [t.clone().requires_grad_() for t in params[i]] for i in IDS}
        z, f, ce = {}, {}, {}
        for i in IDS:
            xi, yi = (f32(0.7 * x + 0.3 * x.flip(0)), f32(0.7 * y + 0.3 * y.flip(0))) if i == perturbed else (x, y)
            z[i], f[i] = forward(leaves[i], xi)
            ce[i] = -(yi * F.log_softmax(z[i], 1)).sum(1).mean()
        total, teachers = 0.0, {}
        for i in IDS:
            best = min(ce.values())
            if preset == "paper":
                teachers[i] = [k for k in IDS if ce[k] == best] if ce[i] > best else []
            else:
                teachers[i] = [k for k in IDS if ce[k] < ce[i]]
            total = total + ce[i]
            for k in teachers[i]:
                lesson = KL(sg(z[k]), z[i])
                if preset == "paper":
                    lesson = lesson + ((f[i] - sg(f[k])) ** 2).mean()
                total = total + lesson / len(teachers[i])
        flat = [t for i in IDS for t in leaves[i]]
        grads = torch.autograd.grad(total, flat)
        states.append({
            "params": [v for i in IDS for t in params[i] for v in t.flatten().tolist()],
            "grads": [v for g in grads for v in g.flatten().tolist()],
            "ce": [ce[i].item() for i in IDS],
            "loss": total.item(),
            "teachers": {i: "".join(teachers[i]) for i in IDS},
        })
        g = iter(grads)
        for i in IDS:
            for n in range(len(SHAPES)):
                grad = next(g) + 5e-4 * params[i][n]
                velocity[i][n] = 0.9 * velocity[i][n] + grad
                params[i][n] = f32(params[i][n] - 0.1 * (grad + 0.9 * velocity[i][n]))
    return states


here = pathlib.Path(__file__).parent
for preset in ("paper", "repo"):
    states = run(preset)
    path = here / f"competitive.states.{preset}.json"
    text = json.dumps({"torch": torch.__version__.split("+")[0], "states": rounded(states)}, separators=(",", ":"))
    path.write_text(text.replace('{"params"', '\n{"params"') + "\n")
    best = [s["ce"].index(min(s["ce"])) for s in states]
    print(preset, path.stat().st_size, "bytes; loss", states[0]["loss"], "->", states[-1]["loss"], "; teachers", best)
