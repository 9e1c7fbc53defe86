"""Small tar files as Python's tarfile writes them, and where their entries are: see ../golden.test.ts.

Run it in this folder with Python (3.11). It writes *.tar and golden.json.
"""
import io
import json
import tarfile

deep = "/".join(["folder"] * 12)
names = ["a.txt", f"{deep}/file.txt", "x" * 150 + ".txt", "é ü/ñ.txt", f"{deep}/{deep}/{deep}/{'y' * 120}.txt", "last.bin"]
found = {}
for form, code in {"gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT, "ustar": tarfile.USTAR_FORMAT}.items():
    with tarfile.open(f"{form}.tar", "w", format=code, pax_headers={"comment": "of all"} if form == "pax" else None) as tar:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "a.txt" if form == "ustar" else "z" * 130
        tar.addfile(link)
        for i, name in enumerate(names):
            if form == "ustar" and (len(name.encode()) > 255 or "x" * 150 in name):
                continue
            content = bytes((i + k) % 256 for k in range([0, 1, 511, 512, 513, 3000][i]))
            info = tarfile.TarInfo(name)
            info.size = len(content)
            info.mtime = 1.5 if form == "pax" else 1
            tar.addfile(info, io.BytesIO(content))
    with tarfile.open(f"{form}.tar") as tar:
        found[form] = [[m.name, m.offset_data, m.size] for m in tar if m.isreg()]

with open("golden.json", "w") as out:
    json.dump(found, out, ensure_ascii=False)
    out.write("\n")
