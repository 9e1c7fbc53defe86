"""Golden values of the optimizers and rates, from PyTorch. Run: python optimizers.py > optimizers.json"""
import json
import math
import warnings

import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
round9 = lambda values: [float(f"{v:.9g}") for v in values]
wave = lambda shape, phase: torch.tensor([math.sin(1.3 * i + phase) for i in range(math.prod(shape))]).reshape(shape)

# A kernel [2, 3] and a scale [4]; the gradient of step s is also a sine wave. With `norms` False,
# the scale does not decay.
settings = {
    "sgd": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4), True),
    "sgd plain": (torch.optim.SGD, dict(lr=0.1), True),
    "sgd heavy": (torch.optim.SGD, dict(lr=0.1, momentum=0.8, weight_decay=0.01), True),
    "sgd norms": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1), False),
    "adamw": (torch.optim.AdamW, dict(lr=0.01, weight_decay=0.01), True),
    "adamw other": (torch.optim.AdamW, dict(lr=0.02, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1), True),
    "adamw norms": (torch.optim.AdamW, dict(lr=0.02, weight_decay=0.5), False),
}
optimizers = {}
for name, (make, options, norms) in settings.items():
    kernel, scale = torch.nn.Parameter(wave((2, 3), 0.3)), torch.nn.Parameter(wave((4,), 0.7))
    optimizer = make([dict(params=[kernel]), dict(params=[scale], **({} if norms else dict(weight_decay=0)))], **options)
    trajectory = []
    for step in range(5):
        kernel.grad, scale.grad = wave((2, 3), step) * (step + 1), wave((4,), 2 * step) / (step + 1)
        optimizer.step()
        trajectory.append({"kernel": round9(kernel.detach().flatten().tolist()), "scale": round9(scale.detach().tolist())})
    optimizers[name] = trajectory


def rates(make, count, lr=0.1):
    base = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    schedule = make(base)
    found = []
    for _ in range(count):
        found.append(base.param_groups[0]["lr"])
        base.step()
        schedule.step()
    return round9(found)


base = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
metric = [0.1, 0.2, 0.2, 0.19, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.31]
fall = lr_scheduler.ReduceLROnPlateau(base, mode="max", factor=0.5, patience=2, threshold=0)
fallen = []
for value in metric:
    base.step()
    fall.step(value)
    fallen.append(base.param_groups[0]["lr"])
schedules = {
    "cosine": rates(lambda o: lr_scheduler.CosineAnnealingLR(o, 20, eta_min=0.01), 20),
    # One value for each epoch.
    "every 60": rates(lambda o: lr_scheduler.StepLR(o, 60), 200),
    "at 100, 150": rates(lambda o: lr_scheduler.MultiStepLR(o, [100, 150]), 200),
    # One value for each step, with four steps of warm-up.
    "warm-up": rates(lambda o: lr_scheduler.LinearLR(o, start_factor=1 / 4, total_iters=3), 8),
    "linear": rates(lambda o: lr_scheduler.LinearLR(o, start_factor=1, end_factor=0.2, total_iters=10), 20),
    "plateau": {"metric": metric, "rates": round9(fallen)},
}
print(json.dumps({"optimizers": optimizers, "schedules": schedules}, separators=(",", ":")))
