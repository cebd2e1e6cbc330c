-- No table refuses a second row for a policy: that there is one each is policy("once-per-event")'s doing, and audited.
create table invoice (
    number bigint generated always as identity primary key,
    invoice_id varchar(110) not null,
    policy_id varchar(110) not null,
    quote_id varchar(100) not null,
    customer_id varchar(100) not null,
    amount_minor bigint not null
);

-- policies that get no invoice
create table refused_policy (
    number bigint generated always as identity primary key,
    policy_id varchar(110) not null,
    quote_id varchar(100) not null,
    reason varchar(500) not null
);
