"""Settings that travel with the file."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Row
from app.models.enums import Topic


class Setting(Row):
    """One named value 设置; exists by nature (name)."""

    __tablename__ = "setting"
    topic = Topic.SETTINGS

    name: Mapped[str]
    value: Mapped[str | None]
