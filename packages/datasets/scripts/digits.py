"""Writes src/digitsData.ts from digits.csv.gz (UCI, CC BY 4.0). The data is a gzipped stream with
64 pixels (0 to 16) and the label of every image.

Run: python digits.py path/to/digits.csv.gz"""
import base64, gzip, sys

rows = [list(map(int, line.split(","))) for line in gzip.open(sys.argv[1], "rt")]
assert len(rows) == 1797 and all(len(row) == 65 for row in rows)
text = base64.b64encode(gzip.compress(bytes(v for row in rows for v in row), 9, mtime=0)).decode()
lines = "\n".join(f"  '{text[i:i + 160]}'," for i in range(0, len(text), 160))
print(f"""// Written by scripts/digits.py. E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998,
// doi 10.24432/C50P49, CC BY 4.0: its test set, 1,797 images of 8x8 pixels from 0 to 16, each followed by its label; gzipped, base64.
export const digitsData: string = [
{lines}
].join('');""")
