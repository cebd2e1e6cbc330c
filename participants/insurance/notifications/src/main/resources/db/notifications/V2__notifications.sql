-- The table refuses no second row for an invoice: that there is one each is policy("once-per-event")'s doing, and audited.
create table notification (
    number bigint generated always as identity primary key,
    notification_id varchar(120) not null,
    quote_id varchar(100) not null,
    invoice_id varchar(110) not null,
    customer_id varchar(100) not null,
    text varchar(500) not null
);
