"""Every table and every field has a name that an office knows; a new one without it fails here."""

from __future__ import annotations

from app.models.registry import entities
from app.services.exchange.places import _NAMING
from app.services.exchange.words import ENTITIES, field_label


def test_everything_has_a_name() -> None:
    assert set(entities()) == set(ENTITIES) == set(_NAMING)
    for entity in entities().values():
        labels = [field_label(entity.name, name) for name in entity.fields]
        assert not [label for label in labels if label.isascii()], entity.name
        assert set(_NAMING[entity.name]) <= set(entity.fields)
