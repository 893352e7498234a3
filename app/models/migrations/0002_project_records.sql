CREATE TABLE payment (
	project VARCHAR,
	paid_on DATE,
	amount_text VARCHAR,
	amount VARCHAR,
	payee VARCHAR,
	voucher VARCHAR,
	note VARCHAR,
	rank VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_payment PRIMARY KEY (id)
)

CREATE TABLE price_item (
	project VARCHAR,
	name VARCHAR,
	unit VARCHAR,
	price_text VARCHAR,
	price VARCHAR,
	counted VARCHAR,
	quantity_text VARCHAR,
	quantity VARCHAR,
	source VARCHAR,
	valid_from DATE,
	valid_to DATE,
	note VARCHAR,
	rank VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_price_item PRIMARY KEY (id)
)

CREATE TABLE product (
	project VARCHAR,
	kind VARCHAR,
	title VARCHAR,
	period VARCHAR,
	delivered_on DATE,
	accepted_on DATE,
	note VARCHAR,
	rank VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_product PRIMARY KEY (id)
)

CREATE TABLE survey_question (
	project VARCHAR,
	held_on DATE,
	survey VARCHAR,
	sent INTEGER,
	returned INTEGER,
	question VARCHAR,
	delighted INTEGER,
	satisfied INTEGER,
	fair INTEGER,
	dissatisfied INTEGER,
	note VARCHAR,
	rank VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_survey_question PRIMARY KEY (id)
)

CREATE TABLE training (
	project VARCHAR,
	held_on DATE,
	subject VARCHAR,
	people INTEGER,
	hours_text VARCHAR,
	hours VARCHAR,
	place VARCHAR,
	note VARCHAR,
	rank VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_training PRIMARY KEY (id)
)

CREATE TABLE filing (
	table_id VARCHAR NOT NULL,
	filed_on DATE NOT NULL,
	person VARCHAR NOT NULL,
	note VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_filing PRIMARY KEY (id),
	CONSTRAINT fk_filing_table_id FOREIGN KEY(table_id) REFERENCES performance_table (id)
)

CREATE INDEX ix_filing_table_id ON filing (table_id)

CREATE TABLE site_visit (
	unit_id VARCHAR NOT NULL,
	visited_on DATE,
	people VARCHAR,
	purpose VARCHAR,
	note VARCHAR,
	rank VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_site_visit PRIMARY KEY (id),
	CONSTRAINT fk_site_visit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)

CREATE INDEX ix_site_visit_unit_id ON site_visit (unit_id)

CREATE TABLE counted_indicator (
	indicator_id VARCHAR NOT NULL,
	measure VARCHAR NOT NULL,
	is_by_hand BOOLEAN NOT NULL,
	hand_reason VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_counted_indicator PRIMARY KEY (id),
	CONSTRAINT fk_counted_indicator_indicator_id FOREIGN KEY(indicator_id) REFERENCES indicator (id)
)

CREATE INDEX ix_counted_indicator_indicator_id ON counted_indicator (indicator_id)

CREATE TABLE filed_figure (
	indicator_id VARCHAR NOT NULL,
	measure VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	records VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_filed_figure PRIMARY KEY (id),
	CONSTRAINT fk_filed_figure_indicator_id FOREIGN KEY(indicator_id) REFERENCES indicator (id)
)

CREATE INDEX ix_filed_figure_indicator_id ON filed_figure (indicator_id)

CREATE TRIGGER guard_payment_insert BEFORE INSERT ON "payment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_payment_update BEFORE UPDATE ON "payment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_payment_delete BEFORE DELETE ON "payment" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_price_item_insert BEFORE INSERT ON "price_item" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_price_item_update BEFORE UPDATE ON "price_item" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_price_item_delete BEFORE DELETE ON "price_item" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_product_insert BEFORE INSERT ON "product" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_product_update BEFORE UPDATE ON "product" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_product_delete BEFORE DELETE ON "product" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_survey_question_insert BEFORE INSERT ON "survey_question" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_survey_question_update BEFORE UPDATE ON "survey_question" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_survey_question_delete BEFORE DELETE ON "survey_question" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_training_insert BEFORE INSERT ON "training" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_training_update BEFORE UPDATE ON "training" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_training_delete BEFORE DELETE ON "training" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_filing_insert BEFORE INSERT ON "filing" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_filing_update BEFORE UPDATE ON "filing" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_filing_delete BEFORE DELETE ON "filing" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_site_visit_insert BEFORE INSERT ON "site_visit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_site_visit_update BEFORE UPDATE ON "site_visit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_site_visit_delete BEFORE DELETE ON "site_visit" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_counted_indicator_insert BEFORE INSERT ON "counted_indicator" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_counted_indicator_update BEFORE UPDATE ON "counted_indicator" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_counted_indicator_delete BEFORE DELETE ON "counted_indicator" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_filed_figure_insert BEFORE INSERT ON "filed_figure" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_filed_figure_update BEFORE UPDATE ON "filed_figure" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_filed_figure_delete BEFORE DELETE ON "filed_figure" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END
