"""Learning from the labels alone, for the scripts of strategies."""


def independent(s):
    def f(g):
        terms = {f"ce{'' if s == 0 else f'-smoothed-{s}'}/labels->{i}": g.ce(i, s) for i in g.ids}
        return sum(terms.values()), terms

    return f
