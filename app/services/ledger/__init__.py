"""The ledger 台账 of all units of a year, as Excel (guide §7.3): six sheets, read back without loss."""

from app.services.ledger.read import Ledger, read_ledger
from app.services.ledger.tables import SHEETS, ledger_tables, write_ledger

__all__ = ["SHEETS", "Ledger", "ledger_tables", "read_ledger", "write_ledger"]
