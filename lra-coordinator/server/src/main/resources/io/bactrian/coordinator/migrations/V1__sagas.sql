-- One set of statements for H2 and PostgreSQL. Texts that can be long are VARCHAR on purpose: both keep them in the row.

CREATE TABLE saga (
    id                  VARCHAR(64)   NOT NULL PRIMARY KEY,
    lra_id              VARCHAR(8000) NOT NULL,
    name                VARCHAR(255),
    business_key        VARCHAR(255),
    client_id           VARCHAR(512)  NOT NULL,
    parent_id           VARCHAR(64),
    idempotency_key     VARCHAR(128)  UNIQUE,
    status              VARCHAR(20)   NOT NULL,
    order_policy        VARCHAR(16)   NOT NULL,
    deadline            TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    deadline_is_default BOOLEAN       NOT NULL,
    current_step        VARCHAR(255),
    reason              VARCHAR(1000),
    last_seq            INTEGER       NOT NULL,
    attention           BOOLEAN       NOT NULL,
    version             BIGINT        NOT NULL,
    started_at          TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    decided_at          TIMESTAMP(6) WITH TIME ZONE,
    ended_at            TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX saga_by_status ON saga (status, deadline);
CREATE INDEX saga_by_start ON saga (started_at, id);
CREATE INDEX saga_by_key ON saga (business_key);
CREATE INDEX saga_by_client ON saga (client_id);

CREATE TABLE participant (
    saga_id        VARCHAR(64)   NOT NULL REFERENCES saga (id),
    seq            INTEGER       NOT NULL,
    id             VARCHAR(64)   NOT NULL,
    identity_hash  VARCHAR(80)   NOT NULL,
    child_id       VARCHAR(64),
    compensate_uri VARCHAR(100000),
    complete_uri   VARCHAR(100000),
    status_uri     VARCHAR(100000),
    forget_uri     VARCHAR(100000),
    after_uri      VARCHAR(100000),
    leave_uri      VARCHAR(100000),
    step           VARCHAR(255),
    data           VARCHAR(1000000),
    retry          VARCHAR(255),
    json_body      BOOLEAN       NOT NULL,
    endpoints      VARCHAR(4000),
    status         VARCHAR(24)   NOT NULL,
    step_state     VARCHAR(16)   NOT NULL,
    results        VARCHAR(100000),
    step_reason    VARCHAR(4000),
    call_kind      VARCHAR(16),
    attempts       INTEGER       NOT NULL,
    failures       INTEGER       NOT NULL,
    polls          INTEGER       NOT NULL,
    due_at         TIMESTAMP(6) WITH TIME ZONE,
    claim_token    VARCHAR(64),
    claim_node     VARCHAR(64),
    parked         BOOLEAN       NOT NULL,
    last_error     VARCHAR(4000),
    poll_location  VARCHAR(8000),
    last_millis    BIGINT,
    acknowledged   BOOLEAN       NOT NULL,
    joined_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    ended_at       TIMESTAMP(6) WITH TIME ZONE,
    PRIMARY KEY (saga_id, seq),
    UNIQUE (saga_id, identity_hash)
);
CREATE INDEX participant_by_due ON participant (due_at);
CREATE INDEX participant_by_claim ON participant (claim_node);
CREATE INDEX participant_by_parked ON participant (parked);

CREATE TABLE saga_event (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    saga_id        VARCHAR(64)   NOT NULL,
    at             TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    kind           VARCHAR(40)   NOT NULL,
    participant_id VARCHAR(64),
    detail         VARCHAR(4000)
);
CREATE INDEX saga_event_by_saga ON saga_event (saga_id, id);

CREATE TABLE operator_action (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    operator       VARCHAR(255)  NOT NULL,
    action         VARCHAR(40)   NOT NULL,
    saga_id        VARCHAR(64)   NOT NULL,
    participant_id VARCHAR(64),
    reason         VARCHAR(1000)
);
CREATE INDEX operator_action_by_saga ON operator_action (saga_id, id);

CREATE TABLE node (
    incarnation  VARCHAR(64)  NOT NULL PRIMARY KEY,
    started_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    heartbeat_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE app_instance (
    client_id    VARCHAR(512) NOT NULL PRIMARY KEY,
    application  VARCHAR(255) NOT NULL,
    instance     VARCHAR(255) NOT NULL,
    state        VARCHAR(16)  NOT NULL,
    announced_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    heartbeat_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX app_instance_by_name ON app_instance (application, instance);

-- The words of people who query sagas: one row a saga; step_results is a JSON array of what the steps reported.
CREATE VIEW sagas AS
SELECT s.id AS saga_id,
       s.name AS saga_type,
       s.business_key AS correlation_id,
       CASE
           WHEN s.status IN ('ACTIVE', 'CLOSING') THEN 'RUNNING'
           WHEN s.status = 'CLOSED' THEN 'COMPLETED'
           WHEN s.status = 'CANCELLING' THEN 'COMPENSATING'
           WHEN s.status = 'CANCELLED' THEN 'COMPENSATED'
           ELSE 'FAILED'
       END AS status,
       s.current_step,
       (SELECT '[' || STRING_AGG('{"step":"' || REPLACE(REPLACE(COALESCE(p.step, p.id), '\', '\\'), '"', '\"') || '","results":' || p.results || '}', ',' ORDER BY p.seq) || ']'
        FROM participant p
        WHERE p.saga_id = s.id AND p.results IS NOT NULL) AS step_results,
       s.started_at,
       s.version
FROM saga s;
