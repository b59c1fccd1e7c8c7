-- Names that other sub-systems may show; nothing else of people and devices is read from outside them.
CREATE VIEW unit_name AS SELECT id, code, name, path FROM unit;
CREATE VIEW person_name AS SELECT id, police_no, name, unit_id FROM person;
CREATE VIEW device_key AS SELECT id, name, public_key, revoked_at FROM device;

-- Months: claims, measures and trail are partitioned from the first day. A default partition keeps what no month
-- was made for, so that nothing is ever turned away for want of a table.
CREATE TABLE claim_other PARTITION OF claim DEFAULT;
CREATE TABLE measure_other PARTITION OF measure DEFAULT;
CREATE TABLE trail_other PARTITION OF trail DEFAULT;

CREATE FUNCTION ensure_months(first date, months integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    start_of date;
    parent text;
BEGIN
    FOR i IN 0 .. months - 1 LOOP
        start_of := (date_trunc('month', first) + make_interval(months => i))::date;
        FOREACH parent IN ARRAY ARRAY['claim', 'measure', 'trail'] LOOP
            IF to_regclass(format('%I', parent || '_' || to_char(start_of, 'YYYYMM'))) IS NULL THEN
                EXECUTE format(
                    'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                    parent || '_' || to_char(start_of, 'YYYYMM'), parent,
                    start_of, (start_of + interval '1 month')::date);
            END IF;
        END LOOP;
    END LOOP;
END
$$;

-- The trail only grows: by right, and by trigger for whoever has more rights.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only';
END
$$;
CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE ON trail FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trail_seal_append_only BEFORE UPDATE OR DELETE ON trail_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trail_seal_no_truncate BEFORE TRUNCATE ON trail_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The application: reads and writes its rows; takes nothing back from trail, claims, receipts, statements, signatures.
GRANT USAGE ON SCHEMA public TO lianzheng_app, lianzheng_media;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lianzheng_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO lianzheng_app;
REVOKE UPDATE, DELETE, TRUNCATE ON trail, trail_seal, trail_other FROM lianzheng_app;
REVOKE DELETE, TRUNCATE ON claim, claim_other, receipt, gap_statement, signature, review_step, incident_report,
    incident_time, recording, measure, measure_other FROM lianzheng_app;
REVOKE UPDATE ON receipt, gap_statement, review_step, incident_report, incident_time FROM lianzheng_app;
REVOKE ALL ON alembic_version FROM lianzheng_app;
GRANT SELECT ON alembic_version TO lianzheng_app;

-- The media worker: the queue and nothing else.
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_workers,
    procrastinate_periodic_defers TO lianzheng_media;
GRANT USAGE, SELECT ON procrastinate_jobs_id_seq, procrastinate_events_id_seq, procrastinate_workers_id_seq,
    procrastinate_periodic_defers_id_seq TO lianzheng_media;

SELECT ensure_months('2026-01-01', 36);
