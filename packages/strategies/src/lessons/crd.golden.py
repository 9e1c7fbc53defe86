"""Golden values of crd.ts: see ../golden/frame.py. The formula is that of the classes ContrastMemory,
ContrastLoss and Embed of RepDistiller, with the draws of testing/run.ts."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import numpy as np
import torch
import torch.nn.functional as F

from golden.frame import B, filled, value, vec, write
from golden.lessons import lesson

M, N, D = 9, 12, 4
numbers = lambda x: x.detach().flatten().tolist()


def drawn():
    u = np.array([0.4999 * (np.float32(value(200, k)) + 1) for k in range(N)], dtype=np.float32)
    offsets = np.floor(u * np.float32(M - 1)).astype(int)
    return torch.tensor([[(b + 1 + offsets[k]) % M for k in range(N)] for b in range(B)])


def contrast_loss(x, eps=1e-7):
    m, noise = x.shape[1] - 1, 1 / M
    positive, negative = x[:, 0], x[:, 1:]
    log_d1 = torch.log(positive / (positive + m * noise + eps))
    log_d0 = torch.log(m * noise / (negative + m * noise + eps))
    return -(log_d1.sum() + log_d0.sum()) / len(x)


def losses(g, banks, normalizers, weight=0.8, T=0.07, momentum=0.5, scope="lessons/0/a~t"):
    f_s, f_t = vec(g.f["a"]), vec(g.f["t"]).detach()
    embed = {}
    for name, f in (("student", f_s), ("teacher", f_t)):
        kernel = g.param(f"{scope}/{name}/kernel", (f.shape[1], D))
        bias = g.param(f"{scope}/{name}/bias", (D,))
        embed[name] = F.normalize(F.linear(f, kernel.t(), bias))
    y = torch.arange(B)
    idx = torch.cat([y.unsqueeze(1), drawn()], 1)
    out_s = torch.exp(torch.einsum("bkd,bd->bk", banks["teacher"][idx], embed["student"]) / T)
    out_t = torch.exp(torch.einsum("bkd,bd->bk", banks["student"][idx], embed["teacher"]) / T)
    z = [
        (out.detach().mean() * M if known < 0 else torch.tensor(known, dtype=torch.float64))
        for out, known in zip((out_s, out_t), normalizers)
    ]
    value_ = contrast_loss(out_s / z[0]) + contrast_loss(out_t / z[1])
    memory = {}
    for name in ("student", "teacher"):
        bank = banks[name].clone()
        bank[y] = F.normalize(bank[y] * momentum + embed[name].detach() * (1 - momentum))
        memory[f"{scope}/{name}"] = bank
    memory[f"{scope}/normalizers"] = torch.stack(z)
    return {"crd": (value_, weight)}, {"memory": memory}


def crd(name, options, normalizers, **more):
    banks = {n: F.normalize(filled(300 + i, (M, D)).detach()) for i, n in enumerate(("student", "teacher"))}
    banks = {n: torch.tensor(b.numpy().astype(np.float32).astype(np.float64)) for n, b in banks.items()}
    memory = {f"lessons/0/a~t/{n}": {"shape": [M, D], "data": numbers(b)} for n, b in banks.items()}
    memory["lessons/0/a~t/normalizers"] = {"shape": [2], "data": list(normalizers)}
    use = {"use": "crd", "dimensions": D, "negatives": N, **options}
    peers = [
        {"id": "t", "learns": False, "features": [B, 2, 2, 5]},
        {"id": "a", "features": [B, 4, 4, 3]},
    ]
    lesson(name, [use], peers, lambda g: losses(g, banks, normalizers, **more), memory=memory)


crd("the first step", {}, (-1.0, -1.0))
crd(
    "a later step",
    {"weight": 2, "temperature": 0.5, "momentum": 0.9},
    (12.5, 8.25),
    weight=2,
    T=0.5,
    momentum=0.9,
)
write(__file__)
