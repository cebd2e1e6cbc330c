alter table order_attempt add column fulfilled_at timestamp(6) with time zone;

update order_attempt set fulfilled_at = begun_at where state = 'FULFILLED';

create table order_return (
    return_id varchar(100) primary key,
    -- as it was asked for: there need not be such an order
    order_id varchar(100) not null,
    whole_order boolean not null,
    remark varchar(2000) not null,
    state varchar(20) not null,
    saga_id varchar(1000),
    amount_minor bigint,
    refusal varchar(2000),
    retryable boolean not null
);

create index order_return_by_order on order_return (order_id, state);

create index order_return_by_saga on order_return (saga_id);

-- of each SKU, how many were asked to be returned (nothing if the whole order was), and how many were accepted
create table return_line (
    return_id varchar(100) not null references order_return (return_id),
    sku varchar(100) not null,
    requested bigint,
    accepted bigint,
    primary key (return_id, sku)
);
