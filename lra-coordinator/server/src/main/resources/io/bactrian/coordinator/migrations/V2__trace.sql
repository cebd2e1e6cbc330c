-- The W3C trace context in which a step began, sent with each of its calls.

ALTER TABLE participant ADD COLUMN traceparent VARCHAR(64);
ALTER TABLE participant ADD COLUMN tracestate VARCHAR(512);
