"""Golden values of graph.ts: see golden/frame.py."""
import torch

from golden.frame import abc, B, case, CE, KL, moment, write


def graph(gates):
    def f(g):
        terms, total = {}, 0.0
        for n, i in enumerate(g.ids):
            for m, j in enumerate(g.ids):
                per = CE(g.z[i], g.y[i]) if i == j else KL(g.z[j].detach(), g.z[i])
                gate = gates[m][n]
                if gate == "cutoff":
                    continue
                terms["ce/labels->" + i if i == j else f"kl/{j}->{i}"] = per.mean()
                if gate == "linear":
                    total = total + 0.25 * per.mean()
                elif gate == "correct":
                    right = (g.z[j].argmax(1) == g.y[j].argmax(1)).double() if i != j else torch.ones(B, dtype=torch.float64)
                    total = total + (per * right).mean()
                else:
                    total = total + per.mean()
        return total, terms

    return f


gates = [["linear", "through", "correct"], ["correct", "through", "cutoff"], ["linear", "correct", "correct"]]
case("graph", "graph", {"gates": gates}, abc, graph(gates), moment=moment)
plain = [["through" if i == j else "linear" for i in range(3)] for j in range(3)]
case("graph-linear", "graph-linear", {}, abc, graph(plain), moment=moment)
plain = [["through" if i == j else "correct" for i in range(3)] for j in range(3)]
case("graph-correct", "graph-correct", {}, abc, graph(plain), moment=moment)

write(__file__)
