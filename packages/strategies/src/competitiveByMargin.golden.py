"""Golden values of competitiveByMargin.ts: see golden/frame.py."""
from golden.competition import by_cost, taught
from golden.frame import B, case, K, small, write


def margins(g):
    out = {}
    for i in g.ids:
        m = 0.0
        for b in range(B):
            y = int(g.y[i][b].argmax())
            m += (g.z[i][b, y] - max(g.z[i][b, k] for k in range(K) if k != y)).item() / B
        out[i] = -m
    return out


case("competitive-by-margin", "competitive-by-margin", {}, small, lambda g: taught(g, by_cost(margins(g), "best")))

write(__file__)
