-- Every effect of the service, in the order in which it was written; rows are only ever added.
create table journal_entry (
    seq bigint generated always as identity primary key,
    written_at timestamp(6) with time zone not null,
    saga_id varchar(1000),
    order_id varchar(100) not null,
    step varchar(100) not null,
    effect varchar(50) not null,
    result varchar(20) not null
);

-- One row per scope (saga id, or what a service that knows no sagas has instead) and step.
create table step_guard (
    scope varchar(1000) not null,
    step varchar(100) not null,
    order_id varchar(100) not null,
    state varchar(20) not null,
    answer_status integer,
    answer_body varchar(4000),
    primary key (scope, step)
);
