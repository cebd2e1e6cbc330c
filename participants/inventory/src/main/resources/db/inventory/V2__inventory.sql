create table stock (
    sku varchar(100) primary key,
    initial_quantity bigint not null,
    on_hand bigint not null,
    reserved bigint not null,
    confirmed bigint not null,
    constraint stock_never_below_zero check (on_hand >= 0 and reserved >= 0 and confirmed >= 0),
    constraint stock_balances check (initial_quantity = on_hand + reserved + confirmed)
);

create table reservation (
    saga_id varchar(1000) primary key,
    order_id varchar(100) not null,
    state varchar(20) not null
);

create table reservation_line (
    saga_id varchar(1000) not null references reservation (saga_id),
    sku varchar(100) not null references stock (sku),
    quantity bigint not null,
    primary key (saga_id, sku)
);
