"""Networks of torchvision and timm with random weights: what @codistill/weights must read and write.

    python models.py names            writes names.json: a digest of the names and shapes of each network
    python models.py small            writes the small networks in small/: weights and logits
    python models.py weights FOLDER NAME...   writes full networks into FOLDER: weights and logits
    python models.py check FILE OTHER NAME    loads FILE with strict=True, and compares it with OTHER

Needs torch, torchvision, timm and safetensors (torch 2.15, torchvision 0.29, timm 1.0 made the files here).
"""
import hashlib
import json
import os
import pathlib
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import timm
import torch
import torch.nn as nn
import torchvision
from safetensors.torch import load_file, save_file

here = pathlib.Path(__file__).parent
vision = lambda name, **more: lambda: getattr(torchvision.models, name)(**more)
image = lambda name, **more: lambda: timm.create_model(name, pretrained=False, **more)

# name: (how it is made, side of images). A name is LIBRARY/BACKBONE of ours.
full = {
    "torchvision/resnet18": (vision("resnet18"), 64),
    "torchvision/resnet50": (vision("resnet50"), 64),
    "torchvision/mobilenet-v2-224px": (vision("mobilenet_v2"), 64),
    "torchvision/mobilenet-v3-small": (vision("mobilenet_v3_small"), 64),
    "torchvision/mobilenet-v3-large": (vision("mobilenet_v3_large"), 64),
    "torchvision/densenet121": (vision("densenet121"), 64),
    "torchvision/vgg11-bn": (vision("vgg11_bn"), 64),
    "torchvision/googlenet": (vision("googlenet", aux_logits=False, init_weights=False), 64),
    "torchvision/googlenet-aux": (vision("googlenet", aux_logits=True, init_weights=False), 64),
    "torchvision/inception-v3": (vision("inception_v3", aux_logits=False, init_weights=False), 299),
    "torchvision/shufflenet-v2-x1-0": (vision("shufflenet_v2_x1_0"), 64),
    "torchvision/efficientnet-b0": (vision("efficientnet_b0"), 64),
    "torchvision/convnext-tiny": (vision("convnext_tiny"), 64),
    "torchvision/vit-b": (vision("vit_b_16"), 224),
    "timm/resnet18": (image("resnet18"), 64),
    "timm/vit-ti": (image("vit_tiny_patch16_224"), 224),
    "timm/convnext-tiny": (image("convnext_tiny"), 64),
    "timm/efficientnet-b0": (image("efficientnet_b0"), 64),
}


def filled(model):
    """Random values also where a new network has zeros and ones."""
    for name, tensor in model.state_dict().items():
        if name.endswith("running_mean"):
            tensor.normal_(0, 0.2)
        elif name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif name.endswith(("bias", "gamma", "layer_scale")):
            tensor.uniform_(0.1, 0.3)
        elif tensor.dim() == 1 and tensor.is_floating_point():
            tensor.uniform_(0.8, 1.2)
    return model.eval()


def write(model, side, path, half=None):
    """`path`.safetensors, and `path`.json with the logits of two images."""
    torch.manual_seed(1)
    state = {name: tensor.contiguous() for name, tensor in filled(model).state_dict().items()}
    if half:
        state = {name: tensor.to(half) if tensor.is_floating_point() else tensor for name, tensor in state.items()}
        model.load_state_dict(state, strict=True)
    save_file(state, f"{path}.safetensors")
    i = torch.arange(2 * 3 * side * side, dtype=torch.int64)
    # Element i of [2, side, side, 3]; the tests compute the same.
    pixels = (((31 * i * i + 7919 * i) % 10007).double() / 5003.5 - 1).float().reshape(2, side, side, 3)
    with torch.no_grad():
        logits = model(pixels.permute(0, 3, 1, 2).contiguous())
    pathlib.Path(f"{path}.json").write_text(json.dumps({"side": side, "logits": [float(f"{v:.8g}") for v in logits.flatten().tolist()]}))


def digest(model):
    state = model.state_dict()
    lines = sorted(f"{name} {','.join(map(str, tensor.shape))}" for name, tensor in state.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def narrow_resnet(width, classes):
    from torchvision.models.resnet import BasicBlock, ResNet

    model = ResNet(BasicBlock, [2, 2, 2, 2], num_classes=classes)
    model.inplanes = width
    model.conv1, model.bn1 = nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width)
    for i in range(4):
        setattr(model, f"layer{i + 1}", model._make_layer(BasicBlock, width * 2**i, 2, 1 if i == 0 else 2))
    model.fc = nn.Linear(8 * width, classes)
    return model


def small():
    from torchvision.models.vgg import VGG, make_layers

    torch.manual_seed(0)
    out = here / "small"
    out.mkdir(exist_ok=True)
    write(narrow_resnet(2, 5), 32, out / "resnet18")
    write(narrow_resnet(2, 5), 32, out / "resnet18-bf16", torch.bfloat16)
    vgg = VGG(make_layers([2, "M", 4, "M", 8, 8, "M", 16, 16, "M", 16, 16, "M"], batch_norm=True), num_classes=5)
    vgg.classifier[0], vgg.classifier[3], vgg.classifier[6] = nn.Linear(16 * 49, 4), nn.Linear(4, 4), nn.Linear(4, 5)
    write(vgg, 64, out / "vgg11-bn", torch.float16)
    write(timm.create_model("vit_tiny_patch16_224", img_size=32, patch_size=8, embed_dim=12, depth=3, num_heads=3, num_classes=5), 32, out / "vit")
    write(timm.create_model("convnext_tiny", dims=(4, 8, 16, 32), depths=(1, 1, 2, 1), num_classes=5), 32, out / "convnext", torch.float16)


if __name__ == "__main__":
    command, *given = sys.argv[1:]
    if command == "names":
        (here / "names.json").write_text(json.dumps({name: digest(make()) for name, (make, _) in full.items()}, indent=2) + "\n")
    elif command == "small":
        small()
    elif command == "weights":
        folder, *names = given
        for name in names:
            torch.manual_seed(0)
            make, side = full[name]
            write(make(), side, pathlib.Path(folder) / name.replace("/", "-"))
    elif command == "check":
        ours, theirs, name = given
        state, written = load_file(theirs), load_file(ours)
        model = full[name][0]()
        model.load_state_dict(written, strict=True)
        same = all(torch.equal(tensor, state[key]) for key, tensor in model.state_dict().items() if not key.endswith("num_batches_tracked"))
        print("the same bits" if same else "other values")
