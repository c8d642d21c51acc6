SELECT * FROM matters
SELECT * FROM transcripts
SELECT * FROM grievance_lists
SELECT * FROM grievances
SELECT * FROM revisions
SELECT * FROM repeats
SELECT * FROM entries
SELECT * FROM papers
SELECT * FROM events
SELECT * FROM {home}.events
SELECT private FROM {home}.events
SELECT salt, private FROM events WHERE private IS NOT NULL
SELECT * FROM {other}.matters
TABLE {other}.transcripts
SELECT * FROM {other_shown}.events
SELECT * FROM {other}.events
SELECT {other}.closed_subjects()
COPY matters TO STDOUT
COPY {home}.events TO STDOUT
COPY (SELECT * FROM {home}.matters) TO STDOUT
COPY {other}.matters TO STDOUT
COPY {home}.matters TO PROGRAM 'cat'
PREPARE p AS SELECT json FROM matters; EXECUTE p
PREPARE q(text) AS SELECT json FROM {other}.matters WHERE number <> $1; EXECUTE q('x')
BEGIN; DECLARE c CURSOR FOR SELECT json FROM matters; FETCH ALL FROM c
CREATE FUNCTION pg_temp.leak(t text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS 'BEGIN RAISE NOTICE ''%'', t; RETURN true; END'; SELECT 1 FROM matters WHERE pg_temp.leak(json::text)
CREATE FUNCTION pg_temp.leak(t text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS 'BEGIN RAISE NOTICE ''%'', t; RETURN true; END'; SELECT 1 FROM transcripts WHERE pg_temp.leak(json::text)
CREATE FUNCTION pg_temp.leak(t text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS 'BEGIN RAISE NOTICE ''%'', t; RETURN true; END'; SELECT 1 FROM events WHERE pg_temp.leak(private::text)
CREATE FUNCTION pg_temp.leak(t text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS 'BEGIN RAISE NOTICE ''%'', t; RETURN true; END'; SELECT 1 FROM {other}.matters WHERE pg_temp.leak(json::text)
CREATE FUNCTION pg_temp.leak(a text, b text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS 'BEGIN RAISE NOTICE ''%'', a; RETURN true; END'; CREATE OPERATOR pg_temp.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.leak); SELECT 1 FROM matters WHERE json::text OPERATOR(pg_temp.<<<) 'x'
SELECT 1 / (CASE WHEN json::text LIKE '%三万块%' THEN 0 ELSE 1 END) FROM matters
SELECT 1 FROM transcripts WHERE 1 / (CASE WHEN json::text LIKE '%三万块%' THEN 0 ELSE 1 END) = 1
SELECT 1 FROM {other}.matters WHERE 1 / (CASE WHEN json::text LIKE '%八千块%' THEN 0 ELSE 1 END) = 1
SELECT (json ->> 'about')::int FROM matters WHERE json ->> 'about' LIKE '%万块%'
SELECT (json ->> 'about')::int FROM {other}.matters
SELECT CASE WHEN count(*) > 0 THEN '村主任收了三万块' END FROM matters WHERE json::text LIKE '%三万块%'
SELECT CASE WHEN count(*) > 0 THEN '村主任收了三万块' END FROM events WHERE private::text LIKE '%三万块%'
SELECT * FROM pg_stats WHERE schemaname LIKE '%镇'
SELECT * FROM pg_stats_ext; SELECT * FROM pg_stats_ext_exprs
SELECT * FROM pg_statistic
SELECT * FROM pg_statistic_ext_data
EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM matters WHERE json::text LIKE '%三万块%'
EXPLAIN (VERBOSE) SELECT * FROM {home}.events WHERE private::text > 'a'
SET row_security = off; SELECT * FROM matters
SET ROLE {technician}; SELECT * FROM matters
SET SESSION AUTHORIZATION {technician}; SELECT * FROM matters
SET ROLE {discipline}; SELECT * FROM matters
GRANT {discipline} TO CURRENT_USER; SELECT * FROM matters
ALTER ROLE CURRENT_USER BYPASSRLS; SELECT * FROM matters
ALTER TABLE matters DISABLE ROW LEVEL SECURITY; SELECT * FROM matters
DROP POLICY "accusation select" ON matters; SELECT * FROM matters
GRANT SELECT ON {home}.events TO PUBLIC; SELECT * FROM {home}.events
CREATE TEMP VIEW v AS SELECT * FROM matters; SELECT * FROM v
CREATE TEMP TABLE kept AS SELECT * FROM transcripts; SELECT * FROM kept
CREATE OR REPLACE FUNCTION {home}.sees_accusations() RETURNS boolean LANGUAGE sql AS 'SELECT true'; SELECT * FROM matters
CREATE FUNCTION pg_temp.sees_accusations() RETURNS boolean LANGUAGE sql AS 'SELECT true'; SET search_path = pg_temp, {home}; SELECT * FROM matters
CREATE FUNCTION pg_temp.pg_has_role(name, text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; SET search_path = pg_temp, pg_catalog, {home}; SELECT * FROM matters
CREATE TEMP TABLE matter_judgements (id int, matter text, verdict text); SET search_path = pg_temp, {home}; SELECT json FROM matters
CREATE TEMP TABLE accusation_judgements (id int, recording text, verdict text, json jsonb); SET search_path = pg_temp, {home}; SELECT json FROM transcripts
INSERT INTO matter_judgements (matter, verdict, by, made_at) SELECT number, 'no', 'x', 'x' FROM (SELECT unnest({home}.closed_matters()) AS number) m; SELECT * FROM matters
INSERT INTO accusation_judgements (recording, verdict, transcript_version, by, json, made_at) SELECT recording, 'no', 1, 'x', json, '9' FROM accusation_judgements WHERE verdict = 'yes'; SELECT * FROM transcripts
INSERT INTO erasures (number, kind, recording, sha256, by, json, made_at) SELECT 'x', 'sealed', recording, 'x', 'x', '{{"stretches":[[0,9999]]}}', '9' FROM accusation_judgements; SELECT * FROM transcripts
INSERT INTO erasures (number, kind, recording, sha256, by, json, made_at) SELECT 'x', 'destroyed', recording, 'x', 'x', '{{"stretches":[[0,9999]]}}', '9' FROM accusation_judgements; SELECT * FROM transcripts
INSERT INTO matters (number, source, received, by, json, made_at) SELECT number, 'x', 'x', 'x', '{{}}', 'x' FROM unnest({home}.closed_matters()) number
INSERT INTO matters (number, source, received, by, json, made_at) SELECT number, 'x', 'x', 'x', '{{}}', 'x' FROM unnest({home}.closed_matters()) number ON CONFLICT (number) DO UPDATE SET source = 'y' RETURNING json
UPDATE matters SET json = json RETURNING json
DELETE FROM matters RETURNING *
MERGE INTO matters m USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET source = m.json::text
SELECT * FROM matters FOR UPDATE
SELECT * FROM matters WHERE ctid IN ('(0,1)', '(0,2)', '(0,3)', '(0,4)')
SELECT to_jsonb(m), row_to_json(m), m::text FROM matters m
SELECT string_agg(json::text, ''), array_agg(json) FROM matters
SELECT lag(json) OVER (), first_value(json) OVER () FROM matters
WITH RECURSIVE r AS (SELECT 1 AS n, (SELECT json FROM matters LIMIT 1) AS j UNION ALL SELECT n + 1, (SELECT json FROM matters OFFSET n LIMIT 1) FROM r WHERE n < 9) SELECT * FROM r
SELECT query_to_xml('SELECT * FROM matters', true, false, '')
SELECT schema_to_xml({other_text}, true, false, '')
SELECT table_to_xml('{other}.matters', true, false, '')
SELECT cursor_to_xml('c', 9, true, false, '')
SELECT query FROM pg_stat_activity
SELECT * FROM pg_prepared_statements; SELECT * FROM pg_cursors
SELECT pg_read_file('postgresql.conf'), pg_ls_dir('.')
SELECT * FROM pg_ls_waldir()
SELECT lo_import('/etc/hostname')
CREATE EXTENSION dblink; SELECT 1
CREATE EXTENSION pageinspect; SELECT get_raw_page('matters', 0)
CREATE TRIGGER t AFTER INSERT ON matters FOR EACH ROW EXECUTE FUNCTION facts_are_only_added()
CREATE RULE r AS ON SELECT TO matters DO ALSO SELECT 1
ANALYZE VERBOSE {home}.matters
CREATE STATISTICS {home}.s ON number, json FROM {home}.matters
UPDATE counters SET value = 1 WHERE scope = 'erasing'; UPDATE {home}.matters SET by = json::text; SELECT * FROM {home}.matters
SELECT * FROM yehua.figures; SELECT * FROM yehua.towns
SELECT yehua.canonical(to_jsonb(m)) FROM {other}.matters m
DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM {home}.matters LOOP RAISE NOTICE '%', r; END LOOP; END $$
DO $$ DECLARE r record; BEGIN FOR r IN EXECUTE 'SELECT * FROM {other}.transcripts' LOOP RAISE NOTICE '%', r; END LOOP; END $$
SELECT * FROM paper_copies
SELECT holder FROM {home}.paper_copies
SELECT * FROM pending_work
UPDATE pending_work SET told_at = told_at RETURNING details, result
UPDATE pending_work SET kind = kind RETURNING details::text || 'x'
INSERT INTO pending_work (kind, subject, details, result, made_at, entered_by) VALUES ('apart', 'x', '{{}}', '{{}}', '9', {technician_text}); SELECT * FROM pending_work
SELECT {home}.telling_of(ARRAY['案3']), {home}.cases_of(ARRAY['诉3'])
INSERT INTO accusation_judgements (recording, verdict, transcript_version, by, json, made_at) SELECT recording, 'no', 1, 'x', json, '9' FROM accusation_judgements WHERE verdict = 'yes' AND recording = '录4'; SELECT private FROM events
SELECT note FROM entries WHERE case_number IN (SELECT case_number FROM case_grievances)
SELECT facts FROM papers; SELECT holder FROM paper_copies
SELECT number, json FROM grievances WHERE recording = '录3'
SELECT json FROM repeats WHERE number = '夜-1' AND earlier IN ('夜-2', '夜-3')
SELECT g.json, r.json FROM recordings JOIN grievances g ON g.recording = code LEFT JOIN repeats r USING (number)
SELECT {home}.standing_accusations(), {home}.unjudged_grievances()
