"""Golden values of competitiveByAccuracy.ts: see golden/frame.py."""
from golden.competition import by_cost, taught
from golden.frame import case, small, write


def wrong(g):
    return {i: (g.z[i].argmax(1) != g.y[i].argmax(1)).double().mean().item() for i in g.ids}


case("competitive-by-accuracy", "competitive-by-accuracy", {}, small, lambda g: taught(g, by_cost(wrong(g), "best")))

write(__file__)
