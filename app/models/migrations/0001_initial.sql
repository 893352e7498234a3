CREATE TABLE blob (
	sha256 VARCHAR NOT NULL,
	size INTEGER NOT NULL,
	data BLOB NOT NULL,
	CONSTRAINT pk_blob PRIMARY KEY (sha256)
)

CREATE TABLE change (
	id BLOB NOT NULL,
	replica VARCHAR NOT NULL,
	seq INTEGER NOT NULL,
	prev BLOB,
	clock INTEGER NOT NULL,
	at VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	office VARCHAR NOT NULL,
	device VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	label VARCHAR NOT NULL,
	step VARCHAR NOT NULL,
	target VARCHAR,
	schema INTEGER NOT NULL,
	salt BLOB,
	CONSTRAINT pk_change PRIMARY KEY (id)
)
 WITHOUT ROWID

CREATE INDEX ix_change_replica_seq ON change (replica, seq)

CREATE INDEX ix_change_step ON change (step)

CREATE TABLE claim (
	one INTEGER NOT NULL CONSTRAINT ck_claim_one CHECK (one = 1),
	install VARCHAR NOT NULL,
	replica VARCHAR NOT NULL,
	seq INTEGER NOT NULL,
	last BLOB,
	clock INTEGER NOT NULL,
	digest VARCHAR NOT NULL,
	writing INTEGER NOT NULL,
	CONSTRAINT pk_claim PRIMARY KEY (one)
)

CREATE TABLE head (
	"row" VARCHAR NOT NULL,
	field VARCHAR NOT NULL,
	change BLOB NOT NULL,
	n INTEGER NOT NULL,
	CONSTRAINT pk_head PRIMARY KEY ("row", field, change, n)
)
 WITHOUT ROWID

CREATE TABLE merge (
	id VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	sender VARCHAR NOT NULL,
	file_name VARCHAR NOT NULL,
	sha256 VARCHAR NOT NULL,
	"before" VARCHAR NOT NULL,
	"after" VARCHAR NOT NULL,
	counts VARCHAR NOT NULL,
	ops BLOB NOT NULL,
	CONSTRAINT pk_merge PRIMARY KEY (id)
)

CREATE TABLE meta (
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	CONSTRAINT pk_meta PRIMARY KEY (name)
)

CREATE TABLE op (
	change BLOB NOT NULL,
	n INTEGER NOT NULL,
	entity VARCHAR NOT NULL,
	"row" VARCHAR NOT NULL,
	field VARCHAR NOT NULL,
	value VARCHAR,
	CONSTRAINT pk_op PRIMARY KEY (change, n)
)
 WITHOUT ROWID

CREATE INDEX ix_op_row_field ON op ("row", field)

CREATE TABLE own_factor (
	edition VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	value_text VARCHAR NOT NULL,
	value VARCHAR,
	document VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_own_factor PRIMARY KEY (id)
)

CREATE TABLE parent (
	change BLOB NOT NULL,
	n INTEGER NOT NULL,
	parent_change BLOB NOT NULL,
	parent_n INTEGER NOT NULL,
	CONSTRAINT pk_parent PRIMARY KEY (change, n, parent_change, parent_n)
)
 WITHOUT ROWID

CREATE TABLE performance_table (
	title VARCHAR NOT NULL,
	year INTEGER NOT NULL,
	profile VARCHAR NOT NULL,
	money_unit VARCHAR NOT NULL,
	goal_project VARCHAR,
	goal_expected VARCHAR,
	goal_actual VARCHAR,
	printed_weight VARCHAR,
	printed_score VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_performance_table PRIMARY KEY (id)
)

CREATE TABLE person (
	name VARCHAR NOT NULL,
	office VARCHAR,
	initials VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_person PRIMARY KEY (id)
)

CREATE TABLE phrase (
	code VARCHAR,
	part VARCHAR,
	text VARCHAR NOT NULL,
	initials VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_phrase PRIMARY KEY (id)
)

CREATE TABLE setting (
	name VARCHAR NOT NULL,
	value VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_setting PRIMARY KEY (id)
)

CREATE TABLE unit (
	name VARCHAR NOT NULL,
	name_key VARCHAR,
	initials VARCHAR,
	uscc VARCHAR,
	uscc_reason VARCHAR,
	district VARCHAR,
	address VARCHAR,
	contact VARCHAR,
	phone VARCHAR,
	note VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_unit PRIMARY KEY (id)
)

CREATE INDEX ix_unit_uscc ON unit (uscc)

CREATE TABLE enrolment (
	unit_id VARCHAR NOT NULL,
	year INTEGER NOT NULL,
	category VARCHAR,
	state VARCHAR NOT NULL,
	list_number VARCHAR,
	industry_code VARCHAR,
	industry VARCHAR,
	note VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_enrolment PRIMARY KEY (id),
	CONSTRAINT fk_enrolment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)

CREATE INDEX ix_enrolment_unit_id ON enrolment (unit_id)

CREATE INDEX ix_enrolment_year ON enrolment (year)

CREATE TABLE former_name (
	unit_id VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	name_key VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_former_name PRIMARY KEY (id),
	CONSTRAINT fk_former_name_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)

CREATE INDEX ix_former_name_unit_id ON former_name (unit_id)

CREATE TABLE funding_row (
	table_id VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	project_text VARCHAR,
	project VARCHAR,
	initial_text VARCHAR,
	initial VARCHAR,
	full_year_text VARCHAR,
	full_year VARCHAR,
	executed_text VARCHAR,
	executed VARCHAR,
	weight_text VARCHAR,
	weight VARCHAR,
	printed_rate VARCHAR,
	printed_score VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_funding_row PRIMARY KEY (id),
	CONSTRAINT fk_funding_row_table_id FOREIGN KEY(table_id) REFERENCES performance_table (id)
)

CREATE INDEX ix_funding_row_table_id ON funding_row (table_id)

CREATE TABLE heading (
	table_id VARCHAR NOT NULL,
	label VARCHAR NOT NULL,
	value VARCHAR,
	rank VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_heading PRIMARY KEY (id),
	CONSTRAINT fk_heading_table_id FOREIGN KEY(table_id) REFERENCES performance_table (id)
)

CREATE INDEX ix_heading_table_id ON heading (table_id)

CREATE TABLE indicator (
	table_id VARCHAR NOT NULL,
	rank VARCHAR NOT NULL,
	level1 VARCHAR NOT NULL,
	level2 VARCHAR NOT NULL,
	project_title VARCHAR,
	project_target VARCHAR,
	title VARCHAR,
	target VARCHAR,
	actual VARCHAR,
	weight_text VARCHAR,
	weight VARCHAR,
	band VARCHAR,
	score_text VARCHAR,
	score VARCHAR,
	score_reason VARCHAR,
	reason VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_indicator PRIMARY KEY (id),
	CONSTRAINT fk_indicator_table_id FOREIGN KEY(table_id) REFERENCES performance_table (id)
)

CREATE INDEX ix_indicator_table_id ON indicator (table_id)

CREATE TABLE interest_conflict (
	person_id VARCHAR NOT NULL,
	unit_id VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_interest_conflict PRIMARY KEY (id),
	CONSTRAINT fk_interest_conflict_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_interest_conflict_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)

CREATE INDEX ix_interest_conflict_person_id ON interest_conflict (person_id)

CREATE INDEX ix_interest_conflict_unit_id ON interest_conflict (unit_id)

CREATE TABLE monthly_evidence (
	unit_id VARCHAR NOT NULL,
	year INTEGER NOT NULL,
	month INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	amount_text VARCHAR,
	amount VARCHAR,
	submitted_on DATE,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_monthly_evidence PRIMARY KEY (id),
	CONSTRAINT fk_monthly_evidence_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)

CREATE INDEX ix_monthly_evidence_unit_id ON monthly_evidence (unit_id)

CREATE INDEX ix_monthly_evidence_year ON monthly_evidence (year)

CREATE TABLE report (
	unit_id VARCHAR NOT NULL,
	year INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	assignee_id VARCHAR,
	second_reviewer_id VARCHAR,
	approver_id VARCHAR,
	deadline DATE,
	confirmed_text VARCHAR,
	confirmed VARCHAR,
	note VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_report PRIMARY KEY (id),
	CONSTRAINT fk_report_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_report_assignee_id FOREIGN KEY(assignee_id) REFERENCES person (id),
	CONSTRAINT fk_report_second_reviewer_id FOREIGN KEY(second_reviewer_id) REFERENCES person (id),
	CONSTRAINT fk_report_approver_id FOREIGN KEY(approver_id) REFERENCES person (id)
)

CREATE INDEX ix_report_approver_id ON report (approver_id)

CREATE INDEX ix_report_assignee_id ON report (assignee_id)

CREATE INDEX ix_report_second_reviewer_id ON report (second_reviewer_id)

CREATE INDEX ix_report_unit_id ON report (unit_id)

CREATE INDEX ix_report_year_kind ON report (year, kind)

CREATE TABLE report_version (
	report_id VARCHAR NOT NULL,
	round INTEGER NOT NULL,
	received_on DATE,
	dated DATE,
	emission_text VARCHAR,
	emission VARCHAR,
	verification_body VARCHAR,
	checklist VARCHAR,
	checklist_edition VARCHAR,
	conclusion VARCHAR,
	conclusion_note VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_report_version PRIMARY KEY (id),
	CONSTRAINT fk_report_version_report_id FOREIGN KEY(report_id) REFERENCES report (id)
)

CREATE INDEX ix_report_version_report_id ON report_version (report_id)

CREATE TABLE state_change (
	report_id VARCHAR NOT NULL,
	number INTEGER NOT NULL,
	round INTEGER NOT NULL,
	event VARCHAR NOT NULL,
	from_state VARCHAR NOT NULL,
	to_state VARCHAR NOT NULL,
	person VARCHAR NOT NULL,
	companions VARCHAR,
	document VARCHAR,
	reason VARCHAR,
	program VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_state_change PRIMARY KEY (id),
	CONSTRAINT fk_state_change_report_id FOREIGN KEY(report_id) REFERENCES report (id)
)

CREATE INDEX ix_state_change_report_id ON state_change (report_id)

CREATE TABLE attachment (
	version_id VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	sha256 VARCHAR NOT NULL,
	size INTEGER NOT NULL,
	note VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_attachment PRIMARY KEY (id),
	CONSTRAINT fk_attachment_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_attachment_version_id ON attachment (version_id)

CREATE TABLE check_run (
	version_id VARCHAR NOT NULL,
	factor_edition VARCHAR NOT NULL,
	rules_edition VARCHAR NOT NULL,
	ran VARCHAR,
	gaps VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_check_run PRIMARY KEY (id),
	CONSTRAINT fk_check_run_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_check_run_version_id ON check_run (version_id)

CREATE TABLE doubt (
	version_id VARCHAR NOT NULL,
	sentence VARCHAR NOT NULL,
	name VARCHAR,
	file VARCHAR,
	area VARCHAR,
	cell VARCHAR,
	"row" INTEGER,
	"column" INTEGER,
	page INTEGER,
	position INTEGER,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_doubt PRIMARY KEY (id),
	CONSTRAINT fk_doubt_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_doubt_version_id ON doubt (version_id)

CREATE TABLE fact (
	version_id VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	text VARCHAR,
	unit_written VARCHAR,
	unit VARCHAR,
	value VARCHAR,
	number VARCHAR,
	corrected VARCHAR,
	corrected_number VARCHAR,
	file VARCHAR,
	area VARCHAR,
	cell VARCHAR,
	"row" INTEGER,
	"column" INTEGER,
	page INTEGER,
	position INTEGER,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_fact PRIMARY KEY (id),
	CONSTRAINT fk_fact_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_fact_version_id ON fact (version_id)

CREATE TABLE hit (
	version_id VARCHAR NOT NULL,
	rule VARCHAR NOT NULL,
	variant VARCHAR,
	level VARCHAR NOT NULL,
	name VARCHAR,
	subject VARCHAR,
	place VARCHAR,
	found VARCHAR,
	expected VARCHAR,
	unit VARCHAR,
	details VARCHAR,
	decision VARCHAR,
	reason VARCHAR,
	change VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_hit PRIMARY KEY (id),
	CONSTRAINT fk_hit_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_hit_version_id ON hit (version_id)

CREATE TABLE item (
	version_id VARCHAR NOT NULL,
	code VARCHAR NOT NULL,
	verdict VARCHAR,
	answer VARCHAR,
	remark VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_item PRIMARY KEY (id),
	CONSTRAINT fk_item_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_item_version_id ON item (version_id)

CREATE TABLE leftover (
	version_id VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	headings VARCHAR,
	file VARCHAR,
	area VARCHAR,
	cell VARCHAR,
	"row" INTEGER,
	"column" INTEGER,
	page INTEGER,
	position INTEGER,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_leftover PRIMARY KEY (id),
	CONSTRAINT fk_leftover_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_leftover_version_id ON leftover (version_id)

CREATE TABLE letter (
	version_id VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	number VARCHAR,
	issued_on DATE,
	due_on DATE,
	received_on DATE,
	person VARCHAR,
	file_name VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_letter PRIMARY KEY (id),
	CONSTRAINT fk_letter_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_letter_version_id ON letter (version_id)

CREATE TABLE opinion (
	version_id VARCHAR NOT NULL,
	number VARCHAR,
	issued_on DATE,
	conclusion VARCHAR,
	reviewer VARCHAR,
	second_reviewer VARCHAR,
	approver VARCHAR,
	office VARCHAR,
	resubmit_by DATE,
	template VARCHAR,
	file_name VARCHAR,
	sha256 VARCHAR,
	said VARCHAR,
	kept_as VARCHAR,
	kept_reason VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_opinion PRIMARY KEY (id),
	CONSTRAINT fk_opinion_version_id FOREIGN KEY(version_id) REFERENCES report_version (id)
)

CREATE INDEX ix_opinion_version_id ON opinion (version_id)

CREATE TABLE evidence (
	item_id VARCHAR NOT NULL,
	attachment_id VARCHAR,
	file_name VARCHAR,
	page VARCHAR,
	quote VARCHAR,
	spot VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_evidence PRIMARY KEY (id),
	CONSTRAINT fk_evidence_item_id FOREIGN KEY(item_id) REFERENCES item (id),
	CONSTRAINT fk_evidence_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id)
)

CREATE INDEX ix_evidence_attachment_id ON evidence (attachment_id)

CREATE INDEX ix_evidence_item_id ON evidence (item_id)

CREATE TABLE finding (
	version_id VARCHAR NOT NULL,
	item_id VARCHAR,
	severity VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	fact VARCHAR,
	basis VARCHAR,
	effect_text VARCHAR,
	effect VARCHAR,
	request VARCHAR,
	answer VARCHAR,
	answered_on DATE,
	check_note VARCHAR,
	earlier_id VARCHAR,
	follow_up VARCHAR,
	rank VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_finding PRIMARY KEY (id),
	CONSTRAINT fk_finding_version_id FOREIGN KEY(version_id) REFERENCES report_version (id),
	CONSTRAINT fk_finding_item_id FOREIGN KEY(item_id) REFERENCES item (id)
)

CREATE INDEX ix_finding_item_id ON finding (item_id)

CREATE INDEX ix_finding_version_id ON finding (version_id)

CREATE TRIGGER guard_own_factor_insert BEFORE INSERT ON "own_factor" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_own_factor_update BEFORE UPDATE ON "own_factor" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_own_factor_delete BEFORE DELETE ON "own_factor" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_performance_table_insert BEFORE INSERT ON "performance_table" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_performance_table_update BEFORE UPDATE ON "performance_table" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_performance_table_delete BEFORE DELETE ON "performance_table" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_person_insert BEFORE INSERT ON "person" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_person_update BEFORE UPDATE ON "person" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_person_delete BEFORE DELETE ON "person" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_phrase_insert BEFORE INSERT ON "phrase" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_phrase_update BEFORE UPDATE ON "phrase" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_phrase_delete BEFORE DELETE ON "phrase" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_setting_insert BEFORE INSERT ON "setting" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_setting_update BEFORE UPDATE ON "setting" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_setting_delete BEFORE DELETE ON "setting" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_unit_insert BEFORE INSERT ON "unit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_unit_update BEFORE UPDATE ON "unit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_unit_delete BEFORE DELETE ON "unit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_enrolment_insert BEFORE INSERT ON "enrolment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_enrolment_update BEFORE UPDATE ON "enrolment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_enrolment_delete BEFORE DELETE ON "enrolment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_former_name_insert BEFORE INSERT ON "former_name" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_former_name_update BEFORE UPDATE ON "former_name" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_former_name_delete BEFORE DELETE ON "former_name" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_funding_row_insert BEFORE INSERT ON "funding_row" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_funding_row_update BEFORE UPDATE ON "funding_row" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_funding_row_delete BEFORE DELETE ON "funding_row" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_heading_insert BEFORE INSERT ON "heading" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_heading_update BEFORE UPDATE ON "heading" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_heading_delete BEFORE DELETE ON "heading" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_indicator_insert BEFORE INSERT ON "indicator" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_indicator_update BEFORE UPDATE ON "indicator" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_indicator_delete BEFORE DELETE ON "indicator" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_interest_conflict_insert BEFORE INSERT ON "interest_conflict" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_interest_conflict_update BEFORE UPDATE ON "interest_conflict" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_interest_conflict_delete BEFORE DELETE ON "interest_conflict" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_monthly_evidence_insert BEFORE INSERT ON "monthly_evidence" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_monthly_evidence_update BEFORE UPDATE ON "monthly_evidence" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_monthly_evidence_delete BEFORE DELETE ON "monthly_evidence" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_report_insert BEFORE INSERT ON "report" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_report_update BEFORE UPDATE ON "report" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_report_delete BEFORE DELETE ON "report" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_report_version_insert BEFORE INSERT ON "report_version" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_report_version_update BEFORE UPDATE ON "report_version" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_report_version_delete BEFORE DELETE ON "report_version" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_state_change_insert BEFORE INSERT ON "state_change" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_state_change_update BEFORE UPDATE ON "state_change" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_state_change_delete BEFORE DELETE ON "state_change" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_attachment_insert BEFORE INSERT ON "attachment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_attachment_update BEFORE UPDATE ON "attachment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_attachment_delete BEFORE DELETE ON "attachment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_check_run_insert BEFORE INSERT ON "check_run" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_check_run_update BEFORE UPDATE ON "check_run" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_check_run_delete BEFORE DELETE ON "check_run" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_doubt_insert BEFORE INSERT ON "doubt" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_doubt_update BEFORE UPDATE ON "doubt" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_doubt_delete BEFORE DELETE ON "doubt" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_fact_insert BEFORE INSERT ON "fact" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_fact_update BEFORE UPDATE ON "fact" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_fact_delete BEFORE DELETE ON "fact" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_hit_insert BEFORE INSERT ON "hit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_hit_update BEFORE UPDATE ON "hit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_hit_delete BEFORE DELETE ON "hit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_item_insert BEFORE INSERT ON "item" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_item_update BEFORE UPDATE ON "item" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_item_delete BEFORE DELETE ON "item" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_leftover_insert BEFORE INSERT ON "leftover" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_leftover_update BEFORE UPDATE ON "leftover" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_leftover_delete BEFORE DELETE ON "leftover" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_letter_insert BEFORE INSERT ON "letter" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_letter_update BEFORE UPDATE ON "letter" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_letter_delete BEFORE DELETE ON "letter" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_opinion_insert BEFORE INSERT ON "opinion" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_opinion_update BEFORE UPDATE ON "opinion" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_opinion_delete BEFORE DELETE ON "opinion" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_evidence_insert BEFORE INSERT ON "evidence" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_evidence_update BEFORE UPDATE ON "evidence" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_evidence_delete BEFORE DELETE ON "evidence" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_finding_insert BEFORE INSERT ON "finding" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_finding_update BEFORE UPDATE ON "finding" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_finding_delete BEFORE DELETE ON "finding" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_head_insert BEFORE INSERT ON "head" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_head_update BEFORE UPDATE ON "head" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_head_delete BEFORE DELETE ON "head" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_blob_insert BEFORE INSERT ON "blob" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_blob_update BEFORE UPDATE ON "blob" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_blob_delete BEFORE DELETE ON "blob" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_meta_insert BEFORE INSERT ON "meta" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_meta_update BEFORE UPDATE ON "meta" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_meta_delete BEFORE DELETE ON "meta" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_merge_insert BEFORE INSERT ON "merge" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_merge_update BEFORE UPDATE ON "merge" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_merge_delete BEFORE DELETE ON "merge" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER forget_person_initials AFTER UPDATE OF name ON "person" WHEN NEW.name IS NOT OLD.name BEGIN UPDATE "person" SET initials = NULL WHERE id = NEW.id; END

CREATE TRIGGER forget_phrase_initials AFTER UPDATE OF text ON "phrase" WHEN NEW.text IS NOT OLD.text BEGIN UPDATE "phrase" SET initials = NULL WHERE id = NEW.id; END

CREATE TRIGGER forget_unit_initials AFTER UPDATE OF name ON "unit" WHEN NEW.name IS NOT OLD.name BEGIN UPDATE "unit" SET initials = NULL WHERE id = NEW.id; END

CREATE TRIGGER guard_change_insert BEFORE INSERT ON "change" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_change_delete BEFORE DELETE ON "change" BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_op_insert BEFORE INSERT ON "op" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_op_update BEFORE UPDATE ON "op" BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_op_delete BEFORE DELETE ON "op" BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_parent_insert BEFORE INSERT ON "parent" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_parent_update BEFORE UPDATE ON "parent" BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_parent_delete BEFORE DELETE ON "parent" BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_change_update BEFORE UPDATE ON "change" WHEN OLD.salt IS NOT NULL OR (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END
