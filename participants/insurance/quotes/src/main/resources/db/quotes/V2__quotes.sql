create table quote (
    quote_id varchar(100) primary key,
    customer_id varchar(100) not null,
    premium_minor bigint not null,
    state varchar(20) not null,
    -- why it was reopened
    reason varchar(500)
);
