-- What has ended is looked for by its end: for exports, and to be removed after the retention time.
CREATE INDEX saga_by_end ON saga (ended_at, id);
DROP INDEX flow_by_end;
CREATE INDEX flow_by_end ON flow (ended_at, id);
