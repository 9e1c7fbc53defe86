"""Golden values of the optimizers and rates, from PyTorch. Run: python optimizers.py > optimizers.json"""
import json, math
import torch

torch.set_default_dtype(torch.float64)
flat = lambda t: [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]
wave = lambda n, phase: torch.tensor([math.sin(1.3 * i + phase) for i in range(n)])
out = {}
settings = {
    "sgd": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)),
    "sgd plain": (torch.optim.SGD, dict(lr=0.1)),
    "sgd heavy": (torch.optim.SGD, dict(lr=0.1, momentum=0.8, weight_decay=0.01)),
    "adamw": (torch.optim.AdamW, dict(lr=0.01, weight_decay=0.01)),
    "adamw other": (torch.optim.AdamW, dict(lr=0.02, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1)),
}
for name, (make, options) in settings.items():
    p = torch.nn.Parameter(wave(6, 0.3))
    optimizer = make([p], **options)
    trajectory = []
    for step in range(5):
        p.grad = wave(6, step) * (step + 1)
        optimizer.step()
        trajectory.append(flat(p))
    out[name] = trajectory
q = torch.nn.Parameter(torch.zeros(1))
base = torch.optim.SGD([q], lr=0.1)
cos = torch.optim.lr_scheduler.CosineAnnealingLR(base, 20, eta_min=0.01)
rates = []
for _ in range(20):
    rates.append(base.param_groups[0]["lr"]); base.step(); cos.step()
out["cosine"] = rates
base = torch.optim.SGD([q], lr=0.1)
fall = torch.optim.lr_scheduler.ReduceLROnPlateau(base, mode="max", factor=0.5, patience=2, threshold=0)
metric = [0.1, 0.2, 0.2, 0.19, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.31]
rates = []
for value in metric:
    base.step(); fall.step(value); rates.append(base.param_groups[0]["lr"])
out["plateau"] = {"metric": metric, "rates": rates}
print(json.dumps(out))
