"""Golden values of competitiveSmoothed.ts: see golden/frame.py."""
import torch

from golden.competition import by_cost, losses, taught
from golden.frame import case, small, write


def smoothed(g):
    before = {"a": 0.9, "b": 0.2, "c": 1.4}
    now = losses(g)
    cost = {i: 0.9 * before[i] + 0.1 * now[i] for i in g.ids}
    total, terms, more = taught(g, by_cost(cost, "best"))
    return total, terms, {**more, "memory": {"costs": torch.tensor(list(cost.values()))}}


case("competitive-smoothed", "competitive-smoothed", {}, small, smoothed, memory={"costs": {"shape": [3], "data": [0.9, 0.2, 1.4]}})

write(__file__)
