"""Golden values of fixedTeacher.ts: see golden/frame.py."""
from golden.competition import taught
from golden.frame import case, small, write

case("fixed-teacher", "fixed-teacher", {}, small, lambda g: taught(g, lambda k, i: 1.0 if k == "a" else None))

write(__file__)
