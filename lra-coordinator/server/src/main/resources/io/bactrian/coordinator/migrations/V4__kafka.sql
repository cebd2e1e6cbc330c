-- Participants that answer by messages: what proves that an answer is theirs, and the call whose answer is awaited.

ALTER TABLE participant ADD COLUMN reply_token VARCHAR(64);
ALTER TABLE participant ADD COLUMN sent_at TIMESTAMP(6) WITH TIME ZONE;
ALTER TABLE participant ADD COLUMN sent_counts BOOLEAN;
