-- Flows: services that work together by events alone. Nothing here refers to sagas, and no transaction touches both.
CREATE TABLE flow (
    id             VARCHAR(64)  NOT NULL PRIMARY KEY,
    name           VARCHAR(100) NOT NULL,
    correlation_id VARCHAR(255) NOT NULL,
    state          VARCHAR(16)  NOT NULL,
    latest_event   VARCHAR(255) NOT NULL,
    expecting      VARCHAR(1000),
    expected_by    TIMESTAMP(6) WITH TIME ZONE,
    due_at         TIMESTAMP(6) WITH TIME ZONE,
    judged_at      TIMESTAMP(6) WITH TIME ZONE,
    declaration    VARCHAR(64)  NOT NULL,
    settled_as     VARCHAR(16),
    settled_at     TIMESTAMP(6) WITH TIME ZONE,
    version        BIGINT       NOT NULL,
    started_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    ended_at       TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX flow_by_due ON flow (name, due_at);
CREATE INDEX flow_by_start ON flow (started_at, id);
CREATE INDEX flow_by_key ON flow (correlation_id);
CREATE INDEX flow_by_state ON flow (state, name);
CREATE INDEX flow_by_end ON flow (ended_at);

-- event_key is made of what makes an event unique, its source and its id: those two may be too long for an index.
CREATE TABLE flow_event (
    flow_id         VARCHAR(64)   NOT NULL REFERENCES flow (id),
    event_key       VARCHAR(64)   NOT NULL,
    event_id        VARCHAR(255)  NOT NULL,
    source          VARCHAR(1000) NOT NULL,
    type            VARCHAR(255)  NOT NULL,
    at              TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    received_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    causation_id    VARCHAR(255),
    topic           VARCHAR(255)  NOT NULL,
    topic_partition INTEGER       NOT NULL,
    record_offset   BIGINT        NOT NULL,
    PRIMARY KEY (flow_id, event_key)
);

CREATE TABLE flow_note (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    flow_id VARCHAR(64) NOT NULL,
    at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    kind    VARCHAR(16) NOT NULL,
    detail  VARCHAR(4000)
);
CREATE INDEX flow_note_by_flow ON flow_note (flow_id, id);
