"""Golden values of the core's losses, operations and measures, from PyTorch. Run: python losses.py > losses.json"""
import json, math
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
wave = lambda *shape, phase=0.0, scale=1.0: torch.tensor([scale * math.sin(1.7 * i + phase) for i in range(math.prod(shape))]).reshape(shape)
flat = lambda t: [float(f"{v:.9g}") for v in t.flatten().tolist()]

B, K = 4, 5
out = {}
labels = torch.softmax(wave(B, K, phase=2.0), 1)
for name, scale in (("plain", 1.0), ("large", 100.0)):
    z = wave(B, K, scale=scale).requires_grad_()
    t = wave(B, K, phase=0.8, scale=scale).requires_grad_()
    ce = -(labels * F.log_softmax(z, 1)).sum(1)
    (gz,) = torch.autograd.grad((ce * torch.arange(1.0, B + 1)).sum(), z)
    out[f"ce {name}"] = {"value": flat(ce), "student": flat(gz)}
    smoothed = -((0.9 * labels + 0.1 / K) * F.log_softmax(z, 1)).sum(1)
    out[f"ce-smoothed {name}"] = {"value": flat(smoothed)}
    for T in (1.0, 3.0):
        kl = T * T * F.kl_div(F.log_softmax(z / T, 1), F.log_softmax(t / T, 1), reduction="none", log_target=True).sum(1)
        gz, gt = torch.autograd.grad((kl * torch.arange(1.0, B + 1)).sum(), (z, t))
        out[f"kl {name} T={T:g}"] = {"value": flat(kl), "student": flat(gz), "target": flat(gt)}
a = wave(B, 4, 4, 3).requires_grad_()
b = wave(B, 2, 2, 3, phase=0.5)
for reduce in ("mean", "sum"):
    pooled = F.avg_pool2d(a.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
    l2 = getattr(((pooled - b) ** 2).reshape(B, -1), reduce)(1)
    (ga,) = torch.autograd.grad(l2.sum(), a)
    out[f"l2 {reduce}"] = {"value": flat(l2), "student": flat(ga)}
x = wave(3, 2, 2, 3, scale=2.0).requires_grad_()
scale = (1 + wave(3, phase=0.2) / 2).requires_grad_()
offset = wave(3, phase=0.9).requires_grad_()
y = F.batch_norm(x.permute(0, 3, 1, 2), None, None, scale, offset, True, 0.1, 1e-5).permute(0, 2, 3, 1)
g = torch.autograd.grad((y * wave(3, 2, 2, 3, phase=1.1)).sum(), (x, scale, offset))
flatx = x.reshape(-1, 3)
out["batch norm"] = {"y": flat(y), "mean": flat(flatx.mean(0)), "variance": flat(flatx.var(0, unbiased=False)), "x": flat(g[0]), "scale": flat(g[1]), "offset": flat(g[2])}
print(json.dumps(out))
