"""The ledger 台账 of all units of a year, as Excel (guide §7.3): one sheet for each thing that is kept."""

from app.services.ledger.tables import SHEETS, write_ledger

__all__ = ["SHEETS", "write_ledger"]
