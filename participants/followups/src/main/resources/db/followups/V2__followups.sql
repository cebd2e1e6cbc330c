-- No table refuses a second row for an order: that there is one each is policy("once-per-event")'s doing, and audited.
create table document (
    number bigint generated always as identity primary key,
    order_id varchar(100) not null,
    customer_id varchar(100) not null,
    title varchar(200) not null
);

create table notification (
    number bigint generated always as identity primary key,
    order_id varchar(100) not null,
    customer_id varchar(100) not null,
    text varchar(500) not null
);

create table sale (
    number bigint generated always as identity primary key,
    order_id varchar(100) not null,
    customer_id varchar(100) not null,
    total_minor bigint not null
);
