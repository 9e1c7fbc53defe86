"""Where filtering.h has its points from: rounding errors of F(4, 3) in float32 for points 0, a, -a, b, -b, infinity, beside those of F(2, 3) and of plain sums,
and with products in bfloat16.
Prints errors relative to the outputs' deviation. Needs numpy."""
import numpy as np

single = lambda x: x.astype(np.float32)


def bfloat16(x):
    bits = single(x).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)).view(np.float32)


def filtering(points, outputs):
    """A^T, G and B^T of F(outputs, 3) by Toom and Cook, with infinity as the last point."""
    n = len(points)
    at = np.array([[p**i for i in range(outputs)] for p in points] + [[0] * (outputs - 1) + [1]], float).T
    scale = [np.prod([p - q for q in points if q != p]) for p in points]
    g = np.array([[p**k / f for k in range(3)] for p, f in zip(points, scale)] + [[0, 0, 1]], float)
    bt = np.zeros((n + 1, n + 1))
    for i in range(n):
        bt[i, :n] = np.poly(points[:i] + points[i + 1 :])[::-1]
    bt[n] = np.poly(points)[::-1]
    return at, g, bt


def errors(points, outputs, channels=32, tiles=400, rounded=single):
    rng = np.random.default_rng(0)
    at, g, bt = filtering(points, outputs)
    n = outputs + 2
    d, kernel = single(rng.standard_normal((tiles, channels, n, n))), single(rng.standard_normal((channels, 3, 3)) / 10)
    exact = np.stack([[np.einsum("tcab,cab->t", d[:, :, i : i + 3, j : j + 3].astype(float), kernel.astype(float)) for j in range(outputs)] for i in range(outputs)])
    u, v = rounded(single(single(g) @ kernel) @ single(g.T)), rounded(single(single(bt) @ d) @ single(bt.T))
    products, sums = np.zeros((tiles, n, n), np.float32), np.zeros((tiles, outputs, outputs), np.float32)
    for c in range(channels):
        products += v[:, c] * u[c]
        for a in range(3):
            for b in range(3):
                sums += rounded(d[:, c, a : a + outputs, b : b + outputs]) * rounded(kernel[c, a, b])
    y = single(single(single(at) @ products) @ single(at.T))
    relative = lambda found: np.sqrt(((found.transpose(1, 2, 0) - exact) ** 2).mean()) / exact.std()
    return relative(y), relative(sums)


print("F(2, 3): %.1e; sums: %.1e" % errors([0, 1, -1], 2))
print("F(4, 3) at 1 and 2: %.1e; sums: %.1e" % errors([0, 1, -1, 2, -2], 4))
print("F(4, 3) at 5/8 and 3/2: %.1e" % errors([0, 0.625, -0.625, 1.5, -1.5], 4)[0])
print("F(4, 3) with products in bfloat16: %.1e; sums of images and kernels in bfloat16: %.1e" % errors([0, 0.625, -0.625, 1.5, -1.5], 4, rounded=bfloat16))
print("F(4, 3) at 1 and 2 with products in bfloat16: %.1e" % errors([0, 1, -1, 2, -2], 4, rounded=bfloat16)[0])
print("F(2, 3) with products in bfloat16: %.1e" % errors([0, 1, -1], 2, rounded=bfloat16)[0])
found = sorted((errors([0, a, -a, b, -b], 4, tiles=100)[0], a, b) for a in np.arange(0.3, 1.01, 0.05) for b in np.arange(a + 0.1, 2.3, 0.05))
print("best:", ", ".join("%.2f and %.2f: %.1e" % (a, b, error) for error, a, b in found[:5]))
