"""What a monitoring adds to the rows of a table, and what goes when rows or tables go."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import Outlook
from app.models.performance import Indicator
from app.models.stages import Forecast, Monitoring, Proof, Stage
from app.services.performance.form import IndicatorLine

# Fields of an indicator row that are kept beside it.
FORECAST_FIELDS = ("forecast", "outlook")


def forecasts_of(session: Session, table_id: str) -> dict[str, Forecast]:
    """By indicator: what is expected of it."""
    rows = session.scalars(
        select(Forecast)
        .join(Indicator, Indicator.id == Forecast.indicator_id)
        .where(Indicator.table_id == table_id)
    )
    return {row.indicator_id: row for row in rows}


def add_forecast(session: Session, indicator_id: str, line: IndicatorLine) -> None:
    """Keep the forecast of a new row, where it has one."""
    if line.forecast or line.outlook:
        key = natural(session, "forecast", indicator_id)
        session.add(
            Forecast(id=key, indicator_id=indicator_id, expected=line.forecast or None, outlook=line.outlook)
        )


def set_forecast(session: Session, indicator_id: str, field: str, text: str) -> None:
    """Keep 全年预计完成值 or the code of 完成目标可能性."""
    key = natural(session, "forecast", indicator_id)
    row = session.get(Forecast, key)
    if row is None:
        row = Forecast(id=key, indicator_id=indicator_id)
        session.add(row)
    if field == "outlook":
        row.outlook = Outlook.of(text) if text else None
    else:
        row.expected = text if text.strip() else None


def as_of(session: Session, table_id: str) -> date | None:
    """The day up to which a monitoring counts."""
    row = session.get(Monitoring, natural(session, "monitoring", table_id))
    return row.as_of if row else None


def set_as_of(session: Session, table_id: str, day: date | None) -> None:
    """Keep the day up to which a monitoring counts."""
    key = natural(session, "monitoring", table_id)
    row = session.get(Monitoring, key)
    if row is None:
        row = Monitoring(id=key, table_id=table_id)
        session.add(row)
    row.as_of = day


def forget_indicator(session: Session, indicator_id: str) -> None:
    """Before an indicator goes: its forecast goes too, its evidence becomes that of the table."""
    for row in session.scalars(select(Forecast).where(Forecast.indicator_id == indicator_id)):
        session.delete(row)
    for proof in session.scalars(select(Proof).where(Proof.indicator_id == indicator_id)):
        proof.indicator_id = None
    session.flush()


def forget_stages(session: Session, table_id: str) -> None:
    """Before a table goes: what it follows, what follows it, its forecasts and its evidence."""
    for forecast in forecasts_of(session, table_id).values():
        session.delete(forecast)
    for model in (Monitoring, Proof):
        for row in session.scalars(select(model).where(model.table_id == table_id)):
            session.delete(row)
    joined = or_(Stage.table_id == table_id, Stage.follows_id == table_id)
    for stage in session.scalars(select(Stage).where(joined)):
        session.delete(stage)
    session.flush()
