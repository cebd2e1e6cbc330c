-- No table refuses a second row for a quote: that there is one each is policy("once-per-event")'s doing, and audited.
create table policy (
    number bigint generated always as identity primary key,
    policy_id varchar(110) not null,
    quote_id varchar(100) not null,
    customer_id varchar(100) not null,
    premium_minor bigint not null,
    state varchar(20) not null,
    -- why it was cancelled
    reason varchar(500)
);
