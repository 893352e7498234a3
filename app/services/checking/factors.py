"""The factor library of a file: what the program ships, and own values laid over it in editions.

An own edition is called after the shipped one it stands on, such as 2026.1+3f9c2a1b. It is written once with
all its values; a review keeps the name, so a factor that is changed later never changes what was reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.base import new_id
from app.models.errors import InputError, NewerFile
from app.models.factor import OwnFactor
from app.services.catalog import Catalog, FactorLibrary
from app.services.catalog.own_factors import OwnNumber, is_factor_key, laid_over

_MARK = "+"
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class OwnValue:
    """A value as typed, and the document it stands in."""

    text: str
    document: str


class Libraries:
    """The editions of the factor library that a file knows, each put together once."""

    def __init__(self, session: Session, catalog: Catalog) -> None:
        """Read which own editions there are."""
        self._catalog = catalog
        self._own: dict[str, dict[str, OwnFactor]] = {}
        for row in session.scalars(select(OwnFactor).order_by(OwnFactor.id)):
            self._own.setdefault(row.edition, {})[row.key] = row
        self._ready: dict[str, FactorLibrary] = {}

    @property
    def current(self) -> str:
        """The edition that a new review begins with: the newest own one, else the shipped one."""
        shipped = self._catalog.factor_library().edition
        return next(reversed(self._own), shipped)

    def own_values(self) -> Mapping[str, OwnValue]:
        """The own values of the current edition."""
        rows = self._own.get(self.current, {})
        found = {key: OwnValue(row.value_text, row.document) for key, row in rows.items()}
        found.pop(_NOTHING, None)
        return found

    def get(self, edition: str | None = None) -> FactorLibrary:
        """The current edition, or exactly `edition`.

        Raises:
            NewerFile: neither this program nor this file has that edition.
        """
        name = edition or self.current
        if name not in self._ready:
            library = self._catalog.factor_library(name.partition(_MARK)[0])
            if _MARK in name:
                if name not in self._own:
                    raise NewerFile(f"这个文件里没有“{name}”版的自填因子。", "请先合并填写该版的文件。")
                rows = self._own[name].values()
                own = {row.key: OwnNumber(row.value or Decimal(0), row.document) for row in rows}
                library = laid_over(library, name, own)
            self._ready[name] = library
        return self._ready[name]


def save_own_factors(session: Session, catalog: Catalog, changes: Mapping[str, OwnValue]) -> str:
    """Change own values: makes a new edition with all of them. Empty text takes a value away.

    Returns the name of the current edition.

    Raises:
        InputError: an unknown key, a text that is no number above nought, or no document; `field`: the key.
    """
    libraries = Libraries(session, catalog)
    values = dict(libraries.own_values())
    for key, value in changes.items():
        _check(catalog.factor_library(), key, value)
        values.pop(key, None)
        if value.text.strip():
            values[key] = OwnValue(value.text.strip(), value.document.strip())
    if values == libraries.own_values():
        return libraries.current
    edition = f"{catalog.factor_library().edition}{_MARK}{new_id().replace('-', '')[-8:]}"
    # Where all was taken back there is still an edition, because the newest one counts.
    values = values or {_NOTHING: OwnValue("0", "—")}
    for key, value in values.items():
        row = OwnFactor(id=new_id(), edition=edition, key=key, value_text=value.text, document=value.document)
        session.add(row)
    session.flush()
    return edition


def _check(library: FactorLibrary, key: str, value: OwnValue) -> None:
    if not is_factor_key(library, key):
        raise InputError(f"没有名为“{key}”的因子。", field=key)
    text = value.text.strip()
    if not text:
        return
    number = parse_amount(text)
    if number is None or number <= 0:
        raise InputError(f"“{text}”不是大于 0 的数字。", "请只写数字。", field=key)
    if not value.document.strip():
        raise InputError("请写明数值的来源文件。", "没有来源的因子不能采用。", field=key)
