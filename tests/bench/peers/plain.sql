-- The same rows as a team would hold them that has neither versions nor sources: what peers answer from. Keys follow our order.
CREATE SCHEMA plain;
SET search_path = plain;

CREATE TABLE couloir AS SELECT record_id AS id, slug, name FROM public.couloir WHERE until = 9223372036854775807;
CREATE TABLE editor AS SELECT record_id AS id, slug, name FROM public.editor WHERE until = 9223372036854775807;
CREATE TABLE solution AS SELECT record_id AS id, slug, name, editor_id FROM public.solution WHERE until = 9223372036854775807;
CREATE TABLE referencing AS SELECT record_id AS id, slug, solution_id, status, status_on FROM public.referencing WHERE until = 9223372036854775807;
CREATE TABLE funding_window AS SELECT record_id AS id, slug, name FROM public.funding_window WHERE until = 9223372036854775807;
CREATE TABLE phase AS SELECT record_id AS window_id, position, kind, starts_on_earliest AS starts_on, ends_on_latest AS ends_on
    FROM public.funding_window_phase WHERE until = 9223372036854775807 AND NOT superseded;
CREATE TABLE indicator AS SELECT record_id AS id, slug, name FROM public.indicator WHERE until = 9223372036854775807;
CREATE TABLE region AS SELECT record_id AS id, slug, name FROM public.region WHERE until = 9223372036854775807;
CREATE TABLE observation AS
    SELECT row_number() OVER (ORDER BY o.series_id, o.period) AS id, s.slug || '.' || lower(replace(replace(o.period, '/', '.'), '?', 'i')) AS slug,
        s.indicator_id, s.region_id, o.period, o.period_earliest AS day, o.period_latest AS last_day, (o.value / 1000.0)::float8 AS value, o.status
    FROM public.observation o JOIN public.series s ON s.record_id = o.series_id WHERE o.until = 9223372036854775807;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['couloir', 'editor', 'solution', 'referencing', 'funding_window', 'indicator', 'region', 'observation'] LOOP
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (id)', name);
        IF name <> 'observation' THEN
            EXECUTE format('ALTER TABLE %I ADD UNIQUE (slug)', name);
        END IF;
    END LOOP;
END $$;
ALTER TABLE phase ADD PRIMARY KEY (window_id, position);
ALTER TABLE phase ADD FOREIGN KEY (window_id) REFERENCES funding_window;
ALTER TABLE solution ADD FOREIGN KEY (editor_id) REFERENCES editor;
ALTER TABLE referencing ADD FOREIGN KEY (solution_id) REFERENCES solution;
ALTER TABLE observation ADD FOREIGN KEY (indicator_id) REFERENCES indicator;
ALTER TABLE observation ADD FOREIGN KEY (region_id) REFERENCES region;
CREATE INDEX ON solution (editor_id);
-- PostGraphile filters by indexed columns alone.
CREATE INDEX ON solution (name);
CREATE INDEX ON referencing (solution_id, id);
CREATE INDEX ON observation (indicator_id, region_id, id);
CREATE INDEX ON observation (indicator_id, region_id, day, id);
CREATE INDEX ON observation (indicator_id, day) INCLUDE (region_id, value, last_day);
CREATE INDEX ON observation (region_id);
VACUUM ANALYZE;

-- What PostGraphile has no field for.
CREATE FUNCTION windows_open(on_day date) RETURNS SETOF funding_window STABLE LANGUAGE sql AS $$
    SELECT w.* FROM plain.funding_window w WHERE EXISTS (
        SELECT 1 FROM plain.phase p WHERE p.window_id = w.id AND (p.starts_on IS NULL OR p.starts_on <= on_day) AND (p.ends_on IS NULL OR p.ends_on >= on_day)
    ) ORDER BY w.id
$$;
CREATE FUNCTION sums(of_indicator text, first_day date, final_day date) RETURNS TABLE (region text, count bigint, sum float8) STABLE LANGUAGE sql AS $$
    SELECT r.slug, g.count, g.sum FROM (
        SELECT region_id, count(*) AS count, sum(value) AS sum FROM plain.observation
        WHERE indicator_id = (SELECT id FROM plain.indicator WHERE slug = of_indicator) AND day >= first_day AND day <= final_day AND last_day <= final_day GROUP BY region_id
    ) g LEFT JOIN plain.region r ON r.id = g.region_id ORDER BY r.slug
$$;
