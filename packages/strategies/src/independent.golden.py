"""Golden values of independent.ts: see golden/frame.py."""
from golden.frame import case, write
from golden.labels import independent

case("independent", "independent", {}, [{"id": "a"}, {"id": "b", "mixed": 0.3}], independent(0))

write(__file__)
