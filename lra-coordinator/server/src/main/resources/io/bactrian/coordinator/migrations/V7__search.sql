-- What people search for: a name, the newest first, and how a key begins, which an index in the order of a language cannot find.
-- Each table's DROP comes first: it takes the strongest lock, and to take that later, while other nodes write, is a deadlock.
DROP INDEX saga_by_key;
CREATE INDEX saga_by_key ON saga (business_key ${by_characters});
CREATE INDEX saga_by_name ON saga (name, started_at, id);

DROP INDEX flow_by_key;
CREATE INDEX flow_by_key ON flow (correlation_id ${by_characters});
CREATE INDEX flow_by_name ON flow (name, started_at, id);
