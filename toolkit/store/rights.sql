-- Rights in the schema of one town. Between braces: the names of schemas and roles, already quoted.
-- Every function looks things up in the town's own schema; nobody but the owner may change any of this.
REVOKE ALL ON SCHEMA {town} FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS {shown};
REVOKE ALL ON SCHEMA {shown} FROM PUBLIC;
GRANT USAGE ON SCHEMA {town}, {shown} TO {members};

-- statement
CREATE OR REPLACE FUNCTION {town}.in_town() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.pg_has_role(current_user, {members_text}, 'USAGE') $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.sees_accusations() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.pg_has_role(current_user, {discipline_text}, 'USAGE') $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.sees_unjudged() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.pg_has_role(current_user, {clerk_text}, 'USAGE')
  OR pg_catalog.pg_has_role(current_user, {archivist_text}, 'USAGE')
  OR pg_catalog.pg_has_role(current_user, {discipline_text}, 'USAGE') $$;

-- statement
-- The kinds of event that each role may add are data; what tells of a row goes with the right to add or erase such rows.
CREATE OR REPLACE FUNCTION {town}.may_add(kind text, source text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = {town}, pg_temp AS
$$ BEGIN
  IF (CASE WHEN source IS NULL THEN EXISTS (SELECT FROM (VALUES {roles_kinds}) r (role, kinds)
      WHERE kind = ANY (r.kinds) AND pg_catalog.pg_has_role(current_user, r.role, 'USAGE'))
    ELSE EXISTS (SELECT FROM (VALUES {tables_kinds}) t (name, base)
      WHERE t.name = source AND (kind = t.base OR starts_with(kind, t.base || '.'))
      AND has_any_column_privilege(t.name, CASE kind WHEN t.base || '.erased' THEN 'UPDATE' ELSE 'INSERT' END)) END)
  THEN RETURN true; END IF;
  RAISE EXCEPTION 'no role of this user adds events of this kind' USING ERRCODE = '{refused}', DETAIL = kind;
END $$;

-- statement
-- Whether a stretch was taken out by sealing or deletion.
CREATE OR REPLACE FUNCTION {town}.is_taken_out(code text, stretch jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT EXISTS (SELECT FROM erasures e WHERE e.recording = code AND e.kind <> 'destroyed' AND EXISTS (
  SELECT FROM jsonb_array_elements(CASE jsonb_typeof(e.json -> 'stretches') WHEN 'array' THEN e.json -> 'stretches' END) s
  WHERE (s ->> 0)::numeric <= (stretch ->> 'start_s')::numeric AND (s ->> 1)::numeric >= (stretch ->> 'end_s')::numeric)) $$;
-- statement
-- Each judgement of an accusation that was not judged otherwise since; also after its words were sealed.
CREATE OR REPLACE FUNCTION {town}.standing_accusations() RETURNS TABLE (recording text, stretches jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT y.recording::text, y.json -> 'stretches' FROM accusation_judgements y
  WHERE y.verdict = 'yes' AND NOT EXISTS (
    SELECT FROM accusation_judgements n WHERE n.recording = y.recording AND n.id > y.id AND n.verdict = 'no'
    AND (n.json -> 'stretches') @> (y.json -> 'stretches')) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.accused_recordings() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(DISTINCT recording), '{{}}') FROM standing_accusations() $$;
-- statement
-- Those of which some seconds are still there; one that tells no seconds stays closed.
CREATE OR REPLACE FUNCTION {town}.closed_recordings() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(DISTINCT y.recording), '{{}}') FROM standing_accusations() y
  WHERE jsonb_typeof(y.stretches) IS DISTINCT FROM 'array' OR jsonb_array_length(y.stretches) = 0
    OR EXISTS (SELECT FROM jsonb_array_elements(y.stretches) s WHERE NOT is_taken_out(y.recording, s)) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.unjudged_recordings() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(r.code::text), '{{}}') FROM recordings r WHERE NOT EXISTS (
  SELECT FROM accusation_judgements c WHERE c.recording = r.code AND c.verdict = 'closed') $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.closed_matters() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(matter::text), '{{}}') FROM (
  SELECT DISTINCT ON (matter) matter, verdict FROM matter_judgements ORDER BY matter, id DESC) newest
  WHERE verdict = 'yes' $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.unjudged_matters() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(m.number::text), '{{}}') FROM matters m
  WHERE NOT EXISTS (SELECT FROM matter_judgements j WHERE j.matter = m.number) $$;
-- statement
-- Of those recordings, the grievances of the kind or whose passages meet what was judged; without passages, all.
CREATE OR REPLACE FUNCTION {town}.grievances_of(recordings text[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(DISTINCT g.number::text), '{{}}') FROM grievances g
  JOIN accusation_judgements y ON y.recording = g.recording AND y.verdict = 'yes'
  WHERE g.recording = ANY (recordings) AND ((g.json -> 'kinds') @> '["检举控告"]'
    OR jsonb_typeof(g.json -> 'passages') IS DISTINCT FROM 'array' OR jsonb_array_length(g.json -> 'passages') = 0
    OR jsonb_typeof(y.json -> 'stretches') IS DISTINCT FROM 'array'
    OR EXISTS (SELECT FROM jsonb_array_elements(g.json -> 'passages') p, jsonb_array_elements(y.json -> 'stretches') s
      WHERE (p ->> 'start_s')::numeric < (s ->> 'end_s')::numeric
      AND (p ->> 'end_s')::numeric > (s ->> 'start_s')::numeric)) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.closed_grievances() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT grievances_of(closed_recordings()) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.cases_of(sources text[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(DISTINCT case_number::text), '{{}}') FROM case_grievances
  WHERE grievance = ANY (sources) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.closed_cases() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT cases_of(closed_matters() || closed_grievances()) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.closed_papers() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(number::text), '{{}}') FROM papers WHERE case_number = ANY ((SELECT closed_cases())::text[]) $$;
-- statement
-- Grievances, cases and papers of what nobody judged yet: whether it accuses somebody is not known.
CREATE OR REPLACE FUNCTION {town}.unjudged_grievances() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(DISTINCT number::text), '{{}}') FROM grievances
  WHERE recording = ANY ((SELECT unjudged_recordings())::text[]) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.unjudged_cases() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT cases_of(unjudged_matters() || unjudged_grievances()) $$;
-- statement
CREATE OR REPLACE FUNCTION {town}.unjudged_papers() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(number::text), '{{}}') FROM papers
  WHERE case_number = ANY ((SELECT unjudged_cases())::text[]) $$;
-- statement
-- What tells of those cases by another number: cards and opinions that name them, and proposals drawn from them.
CREATE OR REPLACE FUNCTION {town}.telling_of(cases text[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ SELECT coalesce(array_agg(DISTINCT subject::text), '{{}}') FROM events
  WHERE facts ->> 'case' = ANY (cases)
  OR (kind = 'proposal.made' AND string_to_array(private ->> 'text', E'\n') && cases) $$;
-- statement
-- Whether the private words of an event are closed: of what was judged, of notes that accuse, of words about officials.
CREATE OR REPLACE FUNCTION {town}.is_closed(subject text, kind text, private jsonb, closed text[]) RETURNS boolean
LANGUAGE sql STABLE AS
$$ SELECT subject = ANY (closed) OR CASE jsonb_typeof(private) WHEN 'object' THEN
  position('accusation' IN coalesce(private ->> 'flags', '')) > 0
  OR (kind = 'followup.done' AND coalesce(private ->> 'q1', '有') = '有') WHEN 'string' THEN true ELSE false END $$;
-- statement
-- The subjects whose private words stay closed, also when the words of the recording were sealed since: what was judged
-- an accusation, the notes and cards it came from, its cases, and what tells of those.
CREATE OR REPLACE FUNCTION {town}.closed_subjects() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ WITH judged AS (SELECT accused_recordings() AS recordings, closed_matters() AS matters),
  heard AS (SELECT recordings, matters, grievances_of(recordings) AS grievances FROM judged),
  taken AS (SELECT *, cases_of(matters || grievances) AS cases FROM heard)
  SELECT recordings || matters || grievances || cases || telling_of(cases) || ARRAY(
    SELECT json ->> 'origin' FROM matters m WHERE m.number = ANY (taken.matters) AND json ->> 'origin' IS NOT NULL)
  FROM taken $$;

-- statement
-- The chain stays readable in every link; the private words and salts of accusations look as if they were erased. Who
-- does not judge what is new, the lawyer, reads no private words: nothing there says that somebody has judged them.
CREATE OR REPLACE VIEW {shown}.events AS SELECT {open_columns},
  CASE WHEN (SELECT {town}.sees_accusations()) OR ((SELECT {town}.sees_unjudged())
    AND NOT {town}.is_closed(e.subject, e.kind, e.private, (SELECT {town}.closed_subjects()))) THEN e.private END AS private,
  CASE WHEN (SELECT {town}.sees_accusations()) OR ((SELECT {town}.sees_unjudged())
    AND NOT {town}.is_closed(e.subject, e.kind, e.private, (SELECT {town}.closed_subjects()))) THEN e.salt END AS salt
  FROM {town}.events e WHERE {town}.in_town();
-- statement
CREATE OR REPLACE FUNCTION {shown}.append_event() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO {town}.events ({columns}) VALUES ({new_columns}); RETURN NEW; END $$;
-- statement
CREATE OR REPLACE FUNCTION {shown}.empty_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {town}, pg_temp AS
$$ BEGIN UPDATE {town}.events SET private = NULL, salt = NULL WHERE position = OLD.position; RETURN NEW; END $$;
-- statement
CREATE OR REPLACE TRIGGER append INSTEAD OF INSERT ON {shown}.events FOR EACH ROW EXECUTE FUNCTION {shown}.append_event();
-- statement
CREATE OR REPLACE TRIGGER empty INSTEAD OF UPDATE ON {shown}.events FOR EACH ROW EXECUTE FUNCTION {shown}.empty_event();
