"""PyTorch's DataLoader with PIL and torchvision's transforms, for `pnpm bench images`: prints
'ready', then reads lines and prints the milliseconds of the last batches of an epoch for each.
Argument: JSON {folder, size, batch, workers, moves, untimed}."""
import json
import sys
import time

import PIL
import torch
import torchvision
from torchvision import datasets, transforms

given = json.loads(sys.argv[1])
torch.manual_seed(0)
torch.set_num_threads(1)
size = given["size"]
first = transforms.RandomCrop(size, padding=4) if given["moves"] == "shift" else transforms.RandomResizedCrop(size)
transform = transforms.Compose([
    first,
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])
loader = torch.utils.data.DataLoader(
    datasets.ImageFolder(given["folder"] + "/train", transform),
    given["batch"],
    shuffle=True,
    drop_last=True,
    num_workers=given["workers"],
    persistent_workers=given["workers"] > 0,
)


def epoch():
    """Milliseconds of all batches but the first `untimed`, which fill what is loaded ahead."""
    begin = 0.0
    for step, _ in enumerate(loader):
        if step == given["untimed"] - 1:
            begin = time.perf_counter()
    return 1000 * (time.perf_counter() - begin)


begin = time.perf_counter()
epoch()
version = f"{torch.__version__}, torchvision {torchvision.__version__}, PIL {PIL.__version__}"
print(json.dumps({"ready": True, "version": version, "firstMs": 1000 * (time.perf_counter() - begin)}), flush=True)
for _ in sys.stdin:
    print(json.dumps({"ms": epoch()}), flush=True)
