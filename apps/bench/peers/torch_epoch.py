"""Whole epochs of CIFAR-100 in PyTorch: DataLoader, torchvision's random crop and flip, and the
competitive step of torch_step.py. Argument: JSON {variant, depths, batch, data, examples, epochs,
workers}. Prints a line of JSON: the seconds of every epoch after the first step, and the peak
resident set size."""
import gzip
import json
import os
import resource
import sys
import time

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from resnet import ResNet, competitive_loss

given = json.loads(sys.argv[1])
torch.manual_seed(0)


class Cifar(Dataset):
    def __init__(self, folder, examples):
        path = os.path.join(folder, "train.bin")
        raw = open(path, "rb").read() if os.path.exists(path) else gzip.open(path + ".gz").read()
        records = np.frombuffer(raw, np.uint8).reshape(-1, 3074)[:examples]
        self.images, self.labels = torch.from_numpy(records[:, 2:].reshape(-1, 3, 32, 32).copy()), records[:, 1].astype(np.int64)
        self.transform = transforms.Compose([
            transforms.RandomCrop(32, padding=4),
            transforms.RandomHorizontalFlip(),
            transforms.ConvertImageDtype(torch.float32),
            transforms.Normalize((0.5071, 0.4866, 0.4409), (0.2673, 0.2564, 0.2762)),
        ])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(self.images[i]), self.labels[i]


loader = DataLoader(Cifar(given["data"], given["examples"]), given["batch"], shuffle=True, drop_last=True, num_workers=given["workers"], persistent_workers=given["workers"] > 0)
networks = [ResNet(depth) for depth in given["depths"]]
channels_last = given["variant"] == "channels-last"
if channels_last:
    networks = [network.to(memory_format=torch.channels_last) for network in networks]
optimizer = torch.optim.SGD([p for network in networks for p in network.parameters()], 0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
loss_of = torch.compile(competitive_loss) if given["variant"] == "compile" else competitive_loss
seconds = []
for epoch in range(given["epochs"]):
    begin, steps = None, 0
    for x, y in loader:
        if channels_last:
            x = x.to(memory_format=torch.channels_last)
        optimizer.zero_grad(set_to_none=True)
        loss_of(networks, x, y).backward()
        optimizer.step()
        if begin is None:
            begin = time.perf_counter()
        else:
            steps += 1
    seconds.append((time.perf_counter() - begin) / steps)
print(json.dumps({"secondsPerStep": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "version": torch.__version__}), flush=True)
