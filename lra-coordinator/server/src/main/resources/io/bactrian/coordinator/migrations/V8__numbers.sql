-- a line of the timeline should not cost a commit of its own for its number
ALTER TABLE saga_event ALTER COLUMN id SET CACHE ${numbers_ahead};
