"""A responsibility graph in, one picture out, for a paper or a notebook (论文插图).

A figure is laid out by hand in inches on a `Sheet`, since all of its sizes follow from its words; `paper` then chooses
a font that has them all and makes a matplotlib figure of it, without pyplot and without touching rcParams: so it works
headless and changes nobody else's figures.
"""

from planparse.outputs.figures.drawing import FIGURES, draw
from planparse.outputs.figures.fonts import MissingFont

__all__ = ["FIGURES", "MissingFont", "draw"]
