"""Golden values of labelSmoothing.ts: see golden/frame.py."""
from golden.frame import abc, case, write
from golden.labels import independent

case("label-smoothing", "label-smoothing", {}, abc, independent(0.1))

write(__file__)
