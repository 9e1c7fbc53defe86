"""Files with odd names, the classes and order that torchvision.datasets.ImageFolder finds in them,
and their pixels as PIL decodes them. Run: python folder.py > folder.json

Needs torchvision and Pillow.
"""
import base64, io, json, math, os, sys, tempfile
from PIL import Image, ImageOps, __version__ as pillow
import torchvision
import torchvision.transforms as T
import torchvision.transforms.functional as F


def wave(width, height, phase, mode="RGB"):
    channels = {"RGB": 3, "L": 1, "RGBA": 4}[mode]
    pixels = bytes((phase * 37 + 11 * i + (i * i) % 97) % 256 for i in range(width * height * channels))
    return Image.frombytes(mode, (width, height), pixels)


def encoded(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def turned(image, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", quality=90, exif=exif)


folders = ["10", "9", "Zebra", "apple", "a b", "a-b", "été", "日本", "\uff21", "\U0001d49cx"]
files = {}
for k, folder in enumerate(folders):
    files[f"{folder}/2.png"] = encoded(wave(5 + k, 4, k), "PNG")
    files[f"{folder}/10.JPG"] = encoded(wave(9, 7 + k, k + 20), "JPEG", quality=85)
files["10/below/z.png"] = encoded(wave(3, 3, 41), "PNG")
files["10/below-it/a.png"] = encoded(wave(3, 4, 42), "PNG")
files["10/below/deeper/b.png"] = encoded(wave(4, 3, 43), "PNG")
files["10/\uff21.png"] = encoded(wave(3, 5, 44), "PNG")
files["10/\U0001d49c.png"] = encoded(wave(5, 3, 45), "PNG")
files["9/grey.png"] = encoded(wave(6, 5, 50, "L"), "PNG")
files["9/grey.jpeg"] = encoded(wave(16, 9, 51, "L"), "JPEG", quality=90)
files["9/clear.png"] = encoded(wave(6, 4, 52, "RGBA"), "PNG")
files["9/palette.png"] = encoded(wave(8, 8, 53).quantize(16), "PNG")
files["9/progressive.jpg"] = encoded(wave(33, 21, 54), "JPEG", quality=80, progressive=True)
files["9/lossless.webp"] = encoded(wave(7, 6, 55), "WEBP", lossless=True)
files["9/lossy.webp"] = encoded(wave(17, 16, 56), "WEBP", quality=70)
files["9/packed.tiff"] = encoded(wave(7, 5, 57), "TIFF", compression="tiff_lzw")
for orientation in range(1, 9):
    files[f"Zebra/turned{orientation}.jpg"] = turned(wave(12, 8, 60 + orientation), orientation)

with tempfile.TemporaryDirectory() as root:
    for name, content in {**files, "9/notes.txt": b"no image", "beside.txt": b"no image"}.items():
        os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
        with open(os.path.join(root, name), "wb") as file:
            file.write(content)
    found = torchvision.datasets.ImageFolder(root)
    samples = []
    for path, label in found.samples:
        with Image.open(path) as image:
            pixels = ImageOps.exif_transpose(image).convert("RGB")
        samples.append({
            "path": os.path.relpath(path, root),
            "label": label,
            "size": [pixels.height, pixels.width],
            "pixels": base64.b64encode(pixels.tobytes()).decode(),
            "bytes": base64.b64encode(files[os.path.relpath(path, root)]).decode(),
        })

# A photo-like image, larger than those that are decoded whole, and what networks see of it.
width, height = 240, 180
smooth = bytes(
    int(127 + 60 * math.sin(x / (9 + 5 * c)) + 50 * math.cos((y + x * c) / 17) + (x * y * 7) % 13)
    for y in range(height) for x in range(width) for c in range(3)
)
photo = encoded(Image.frombytes("RGB", (width, height), smooth), "JPEG", quality=90)
opened = Image.open(io.BytesIO(photo)).convert("RGB")
box = (20, 30, 120, 150)
views = {
    "bytes": base64.b64encode(photo).decode(),
    "box": box,
    "center": base64.b64encode(T.CenterCrop(56)(T.Resize(64)(opened)).tobytes()).decode(),
    "crop": base64.b64encode(F.resized_crop(opened, *box, (56, 56)).tobytes()).decode(),
}

out = {"torchvision": torchvision.__version__, "pillow": pillow, "classes": found.classes, "views": views}
lines = ",\n".join(json.dumps(sample, ensure_ascii=False) for sample in samples)
sys.stdout.write(json.dumps(out, ensure_ascii=False)[:-1] + ',"samples":[\n' + lines + "\n]}\n")
