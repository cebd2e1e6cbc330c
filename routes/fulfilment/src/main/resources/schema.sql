-- live_purchase is the purchase's id as long as the sale stands and null once it is void:
-- so the database itself refuses a second sale of one purchase
create table if not exists sale (
    saga_id       varchar(255) primary key,
    purchase_id   varchar(64)  not null,
    live_purchase varchar(64)  unique,
    customer_id   varchar(64),
    sku           varchar(64),
    quantity      int,
    amount_minor  bigint,
    state         varchar(16)  not null
);
