create table shipment (
    order_id varchar(100) not null,
    attempt integer not null,
    customer_id varchar(100),
    state varchar(20) not null,
    tracking_id varchar(200),
    -- the order's id while the shipment is active, null otherwise: no order has two active ones
    active_order varchar(100) unique,
    primary key (order_id, attempt)
);

create table shipment_line (
    order_id varchar(100) not null,
    attempt integer not null,
    line integer not null,
    sku varchar(100) not null,
    quantity bigint not null,
    primary key (order_id, attempt, line),
    foreign key (order_id, attempt) references shipment (order_id, attempt)
);

create table refused_customer (
    customer_id varchar(100) primary key
);
