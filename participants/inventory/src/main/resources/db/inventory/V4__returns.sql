-- Goods that come back. As long as their return may still be cancelled they are received, and not for sale: what had been sold
-- by then could not go back to the order.
alter table stock add column received bigint default 0 not null;

alter table stock drop constraint stock_never_below_zero;

alter table stock drop constraint stock_balances;

alter table stock add constraint stock_never_below_zero check (
    on_hand >= 0 and reserved >= 0 and confirmed >= 0 and received >= 0);

alter table stock add constraint stock_balances check (initial_quantity = on_hand + reserved + confirmed + received);

-- of the line's quantity, what has come back
alter table reservation_line add column returned bigint default 0 not null;

alter table reservation_line add constraint line_returned_once check (returned >= 0 and returned <= quantity);

create index reservation_by_order on reservation (order_id);

create table restock (
    saga_id varchar(1000) primary key,
    return_id varchar(100) not null,
    order_id varchar(100) not null,
    reservation_saga_id varchar(1000) not null references reservation (saga_id),
    state varchar(20) not null
);

create table restock_line (
    saga_id varchar(1000) not null references restock (saga_id),
    sku varchar(100) not null references stock (sku),
    quantity bigint not null,
    primary key (saga_id, sku)
);

create table damaged_return (
    return_id varchar(100) primary key
);
