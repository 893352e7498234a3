"""The report of the demo: every value stands in the cell of the attached file that its place names."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.models.database import Workspace
from app.models.enums import DocumentKind
from app.models.fact import FactRow
from app.models.report import Attachment
from app.services.attachments import content
from app.services.catalog import load_catalog
from app.services.demo_report import add_demo_reports
from app.services.reading.places import cells_of
from app.services.reading.readable import read_file
from app.services.review.receive import Submission, receive
from tests.builders import a_unit


def test_the_file_holds_what_was_read_from_it(workspace: Workspace, tmp_path: Path) -> None:
    catalog = load_catalog()
    with workspace.write("示例") as session:
        unit = a_unit(session, name="示例热力有限公司", uscc="91110106MA01A2B32K")
        for kind in DocumentKind:
            receive(session, unit.id, 2024, kind, Submission(None, None, "1"), catalog)
        session.flush()
        add_demo_reports(session, catalog)
    with workspace.read() as session:
        attached = session.scalars(select(Attachment)).all()
        facts = session.scalars(select(FactRow)).all()
        sheets = {
            (one.name, grid.name): grid
            for one in attached
            for grid in read_file(one.name, content(session, one.id).data).grids
        }
        for fact in facts:
            cells = cells_of(fact.cell or "")
            assert cells is not None
            assert sheets[fact.file or "", fact.area or ""].rows[cells.top][cells.left] == fact.text
    assert len(attached) == 2 and len(facts) > 60
