create table placed_order (
    order_id varchar(100) primary key,
    customer_id varchar(100) not null,
    total_minor bigint not null,
    attempt integer not null
);

create table order_line (
    order_id varchar(100) not null references placed_order (order_id),
    line integer not null,
    sku varchar(100) not null,
    quantity bigint not null,
    unit_price_minor bigint not null,
    primary key (order_id, line)
);

create table order_attempt (
    order_id varchar(100) not null references placed_order (order_id),
    attempt integer not null,
    state varchar(20) not null,
    saga_id varchar(1000),
    reason varchar(2000),
    retryable boolean not null,
    begun_at timestamp(6) with time zone not null,
    primary key (order_id, attempt)
);

create index order_attempt_by_state on order_attempt (state, begun_at);
