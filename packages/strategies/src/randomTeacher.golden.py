"""Golden values of randomTeacher.ts: see golden/frame.py."""
from golden.competition import taught
from golden.frame import case, small, write

case("random-teacher", "random-teacher", {}, small, lambda g: taught(g, lambda k, i: 1.0 if k == "b" else 0.0), plan={"draw": 0.4})

write(__file__)
