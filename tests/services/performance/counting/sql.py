"""What measures count, counted again in SQL that knows nothing of them. Reports of 2024, a form of 2025."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services.measures import read_spec
from app.services.performance.counting.facts import Facts
from app.services.performance.counting.figures import CountedFigure, figure
from app.services.performance.values import ValueKind, parse_value

ENDED = "('passed','passed_with_notes','not_passed','archived')"
LISTED = "r.unit_id IN (SELECT unit_id FROM enrolment WHERE year = 2024 AND state = 'listed')"
KEY = "(SELECT unit_id FROM enrolment WHERE year = 2024 AND category = 'key_emitter')"
CLOSED = f"FROM report r WHERE r.year = 2024 AND r.state IN {ENDED} AND {LISTED}"
PASSED = (
    "(r.state LIKE 'passed%' OR (r.state = 'archived' AND (SELECT l.conclusion FROM report_version l "
    "WHERE l.report_id = r.id ORDER BY l.round DESC LIMIT 1) LIKE 'passed%'))"
)
VISITS = (
    "SELECT r.unit_id unit, substr(c.at, 1, 10) day FROM state_change s JOIN report r ON r.id = s.report_id "
    "JOIN op o ON o.row = s.id AND o.field = 'event' JOIN change c ON c.id = o.change "
    "WHERE s.event = 'finish_site_check' AND r.year = 2024 "
    "UNION SELECT unit_id, visited_on FROM site_visit WHERE visited_on LIKE '2025%'"
)
OF_YEAR = (
    "JOIN report_version v ON v.id = o.version_id JOIN report r ON r.id = v.report_id "
    "WHERE r.year = 2024 AND o.issued_on IS NOT NULL"
)
PRICES = (
    f"SELECT 2500 * (SELECT count(*) {CLOSED} AND r.kind = 'ER') "
    f"+ 4500 * (SELECT count(*) {CLOSED} AND r.kind = 'VR') + 2 * 15000"
)
# What is counted, and the same in SQL.
COUNTS = {
    "reports_reviewed": f"SELECT count(*) {CLOSED}",
    "reports_reviewed;kind=VR": f"SELECT count(*) {CLOSED} AND r.kind = 'VR'",
    "reports_reviewed;category=key_emitter;kind=ER": f"SELECT count(*) {CLOSED} "
    f"AND r.kind = 'ER' AND r.unit_id IN {KEY}",
    "units_reviewed": f"SELECT count(DISTINCT r.unit_id) {CLOSED} AND (r.unit_id NOT IN {KEY} OR EXISTS "
    f"(SELECT 1 FROM report v WHERE v.unit_id = r.unit_id AND v.kind = 'VR' AND v.state IN {ENDED})) "
    "AND NOT EXISTS (SELECT 1 FROM report x WHERE x.unit_id = r.unit_id AND x.year = 2024 "
    f"AND x.kind IN ('ER', 'VR') AND x.state <> 'exempted' AND x.state NOT IN {ENDED})",
    "rounds_reviewed": "SELECT count(*) FROM report_version v JOIN report r ON r.id = v.report_id "
    "WHERE r.year = 2024 AND v.conclusion IS NOT NULL",
    "re_review_pass": f"SELECT 100.0 * sum({PASSED}) / count(*) FROM report r WHERE r.year = 2024 AND "
    f"r.state IN {ENDED} AND (SELECT count(*) FROM report_version v WHERE v.report_id = r.id) > 1",
    "first_pass": "SELECT 100.0 * sum((SELECT count(*) FROM report_version v WHERE v.report_id = r.id) = 1 "
    f"AND {PASSED}) / count(*) FROM report r WHERE r.year = 2024 AND r.state IN {ENDED}",
    "site_visits": f"SELECT count(*) FROM ({VISITS})",
    "units_visited": f"SELECT count(DISTINCT unit) FROM ({VISITS})",
    "trainings": "SELECT count(*) FROM training WHERE held_on LIKE '2025%'",
    "people_trained": "SELECT sum(people) FROM training WHERE held_on LIKE '2025%'",
    "products": "SELECT count(*) FROM product WHERE accepted_on LIKE '2025%'",
    "products;product=分析": "SELECT count(*) FROM product WHERE accepted_on LIKE '2025%' "
    "AND kind LIKE '%分析%'",
    "letters_issued": f"SELECT (SELECT count(*) FROM opinion o {OF_YEAR}) "
    f"+ (SELECT count(*) FROM letter o {OF_YEAR})",
    "letters_issued;letter=opinion": f"SELECT count(*) FROM opinion o {OF_YEAR}",
    "cost": PRICES,
    "paid": "SELECT sum(CAST(amount AS REAL)) FROM payment WHERE paid_on LIKE '2025%' AND project IS NULL",
    "execution_rate": "SELECT round(sum(CAST(amount AS REAL)) / 300000 * 100, 2) FROM payment "
    "WHERE paid_on LIKE '2025%' AND project IS NULL",
    "satisfaction": "SELECT round(100.0 * sum(delighted + satisfied) / sum(delighted + satisfied "
    "+ coalesce(fair, 0) + coalesce(dissatisfied, 0)), 2) FROM survey_question",
    "survey_returns": "SELECT 100.0 * sum(r) / sum(s) FROM "
    "(SELECT max(returned) r, max(sent) s FROM survey_question GROUP BY held_on, survey)",
    "monthly_filed": "SELECT count(DISTINCT unit_id || month) FROM monthly_evidence WHERE year = 2025 "
    "AND submitted_on IS NOT NULL",
    "on_time": "SELECT 0",  # everything is closed by the test's own day, long after the deadline
}
# Those that look at nothing but the reviews.
OF_REVIEWS = (
    *("reports_reviewed", "reports_reviewed;kind=VR", "reports_reviewed;category=key_emitter;kind=ER"),
    *("units_reviewed", "rounds_reviewed", "first_pass", "re_review_pass", "site_visits", "units_visited"),
    *("letters_issued", "letters_issued;letter=opinion"),
)


def same_as_sql(session: Session, facts: Facts, spec: str) -> CountedFigure:
    """Count both ways; the figure is written so that the value grammar reads it back."""
    found = read_spec(spec)
    assert found is not None
    if spec == "on_time":
        found = found.with_choice("due", "2025年4月30日")
    ours = figure(facts, found)
    theirs = Decimal(str(session.execute(text(COUNTS[spec])).scalar() or 0))
    assert isinstance(ours.tally.value, Decimal)
    assert abs(ours.tally.value - theirs) < Decimal("0.0051"), spec
    value = parse_value(ours.text)
    assert value.kind is ValueKind.NUMERIC and value.unit == ours.unit, spec
    return ours
