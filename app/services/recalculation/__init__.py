"""What a report's raw quantities really come to, with the working of every number.

working.py   one calculation as data: its terms, where each stood, the result
sources.py   a line of a table: fuel, process, electricity, heat
result.py    all lines of a report, sums, direct and indirect, total
compare.py   first report, corrected report, verification report and our result side by side
energy.py    the same quantities in tonnes of standard coal
"""

from app.services.recalculation.compare import Comparison, Difference, difference, side_by_side
from app.services.recalculation.energy import EnergyLine, EnergyView, energy_view
from app.services.recalculation.result import Recalculation, recalculate
from app.services.recalculation.sources import Component, Line
from app.services.recalculation.working import Operation, Term, Working

__all__ = [
    "Comparison",
    "Component",
    "Difference",
    "EnergyLine",
    "EnergyView",
    "Line",
    "Operation",
    "Recalculation",
    "Term",
    "Working",
    "difference",
    "energy_view",
    "recalculate",
    "side_by_side",
]
