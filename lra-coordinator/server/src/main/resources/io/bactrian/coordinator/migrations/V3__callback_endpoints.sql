-- What an application must have to answer the calls of its participants, so that it can ask before it starts without it.
ALTER TABLE participant DROP COLUMN endpoints;
ALTER TABLE participant ADD COLUMN application VARCHAR(255);
ALTER TABLE participant ADD COLUMN compensation VARCHAR(2000);
ALTER TABLE participant ADD COLUMN completion VARCHAR(2000);
CREATE INDEX participant_by_application ON participant (application, status);

CREATE INDEX saga_by_parent ON saga (parent_id);
