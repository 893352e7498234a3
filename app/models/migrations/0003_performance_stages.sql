CREATE TABLE monitoring (
	table_id VARCHAR NOT NULL,
	as_of DATE,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_monitoring PRIMARY KEY (id),
	CONSTRAINT fk_monitoring_table_id FOREIGN KEY(table_id) REFERENCES performance_table (id)
)

CREATE INDEX ix_monitoring_table_id ON monitoring (table_id)

CREATE TABLE stage (
	table_id VARCHAR NOT NULL,
	follows_id VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_stage PRIMARY KEY (id),
	CONSTRAINT fk_stage_table_id FOREIGN KEY(table_id) REFERENCES performance_table (id),
	CONSTRAINT fk_stage_follows_id FOREIGN KEY(follows_id) REFERENCES performance_table (id)
)

CREATE INDEX ix_stage_follows_id ON stage (follows_id)

CREATE INDEX ix_stage_table_id ON stage (table_id)

CREATE TABLE forecast (
	indicator_id VARCHAR NOT NULL,
	expected VARCHAR,
	outlook VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_forecast PRIMARY KEY (id),
	CONSTRAINT fk_forecast_indicator_id FOREIGN KEY(indicator_id) REFERENCES indicator (id)
)

CREATE INDEX ix_forecast_indicator_id ON forecast (indicator_id)

CREATE TABLE proof (
	table_id VARCHAR NOT NULL,
	indicator_id VARCHAR,
	rank VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	sha256 VARCHAR NOT NULL,
	size INTEGER NOT NULL,
	kind VARCHAR,
	way VARCHAR,
	page VARCHAR,
	dated DATE,
	note VARCHAR,
	id VARCHAR NOT NULL,
	CONSTRAINT pk_proof PRIMARY KEY (id),
	CONSTRAINT fk_proof_table_id FOREIGN KEY(table_id) REFERENCES performance_table (id),
	CONSTRAINT fk_proof_indicator_id FOREIGN KEY(indicator_id) REFERENCES indicator (id)
)

CREATE INDEX ix_proof_indicator_id ON proof (indicator_id)

CREATE INDEX ix_proof_table_id ON proof (table_id)

CREATE TRIGGER guard_monitoring_insert BEFORE INSERT ON "monitoring" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_monitoring_update BEFORE UPDATE ON "monitoring" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_monitoring_delete BEFORE DELETE ON "monitoring" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_stage_insert BEFORE INSERT ON "stage" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_stage_update BEFORE UPDATE ON "stage" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_stage_delete BEFORE DELETE ON "stage" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_forecast_insert BEFORE INSERT ON "forecast" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_forecast_update BEFORE UPDATE ON "forecast" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_forecast_delete BEFORE DELETE ON "forecast" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_proof_insert BEFORE INSERT ON "proof" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_proof_update BEFORE UPDATE ON "proof" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END

CREATE TRIGGER guard_proof_delete BEFORE DELETE ON "proof" WHEN (SELECT writing FROM claim) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'crd: a write that by-passes the journal'); END
