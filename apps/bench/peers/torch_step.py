"""A PyTorch engine of the benchmark: prints 'ready', then reads lines and prints the milliseconds
of one step for each. Argument: JSON {variant, model, image, peers, batch, precision}."""
import json
import sys
import time

import torch

from networks import network
from resnet import competitive_loss

given = json.loads(sys.argv[1])
torch.manual_seed(0)
channels_last = given["variant"] == "channels-last"
networks = [network(given["model"], given["image"]) for _ in range(given["peers"])]
if channels_last:
    networks = [each.to(memory_format=torch.channels_last) for each in networks]
optimizer = torch.optim.SGD([p for each in networks for p in each.parameters()], 0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
x, y = torch.randn(given["batch"], 3, given["image"], given["image"]), torch.randint(0, 100, (given["batch"],))
if channels_last:
    x = x.to(memory_format=torch.channels_last)
loss_of = torch.compile(competitive_loss) if given["variant"] == "compile" else competitive_loss


def step():
    optimizer.zero_grad(set_to_none=True)
    if given["precision"] == "mixed-bfloat16":
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of(networks, x, y)
    else:
        loss = loss_of(networks, x, y)
    loss.backward()
    optimizer.step()
    return loss


begin = time.perf_counter()
step()
print(json.dumps({"ready": True, "version": torch.__version__, "threads": torch.get_num_threads(), "firstMs": 1000 * (time.perf_counter() - begin)}), flush=True)
for _ in sys.stdin:
    begin = time.perf_counter()
    float(step().detach())
    print(json.dumps({"ms": 1000 * (time.perf_counter() - begin)}), flush=True)
