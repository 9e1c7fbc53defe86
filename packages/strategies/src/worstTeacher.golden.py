"""Golden values of worstTeacher.ts: see golden/frame.py."""
from golden.competition import by_cost, losses, taught
from golden.frame import case, small, write

case("worst-teacher", "worst-teacher", {}, small, lambda g: taught(g, by_cost({i: -c for i, c in losses(g).items()}, "best")))

write(__file__)
