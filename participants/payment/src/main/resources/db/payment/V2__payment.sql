-- All amounts are in minor units of one currency.
create table account (
    customer_id varchar(100) primary key,
    credit_minor bigint not null,
    charged_minor bigint not null,
    refunded_minor bigint not null,
    constraint account_within_credit check (
        credit_minor >= 0 and refunded_minor >= 0
        and charged_minor >= refunded_minor and charged_minor - refunded_minor <= credit_minor)
);

create table charge (
    saga_id varchar(1000) primary key,
    order_id varchar(100) not null,
    customer_id varchar(100) not null references account (customer_id),
    amount_minor bigint not null,
    state varchar(20) not null
);
