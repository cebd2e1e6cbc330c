-- Events that are to be published: Spring Integration's table of a channel. Rows go once Kafka has acknowledged them. PostgreSQL and H2.
create table if not exists outbox_channel_message (
    message_id char(36) not null,
    group_key char(36) not null,
    region varchar(100) not null,
    created_date bigint not null,
    message_priority bigint,
    message_sequence bigint generated always as identity,
    event varchar(1000000) not null,
    primary key (region, group_key, message_sequence)
);

create index if not exists outbox_by_id on outbox_channel_message (region, group_key, message_id);

-- Events that had their effect: one row per consumer and event, written in the transaction of the effect.
create table if not exists consumed_event (
    consumer varchar(200) not null,
    ce_source varchar(200) not null,
    ce_id varchar(200) not null,
    consumed_at timestamp(6) with time zone not null,
    primary key (consumer, ce_source, ce_id)
);

-- for deleting old rows
create index if not exists consumed_event_by_age on consumed_event (consumed_at);
