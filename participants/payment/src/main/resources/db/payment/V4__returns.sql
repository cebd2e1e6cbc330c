-- Refunds for returned goods. As long as one may still be cancelled its amount is held: refunded, and no credit yet. Credit
-- that the customer had spent by then could not be charged again.
alter table account add column held_minor bigint default 0 not null;

alter table account drop constraint account_within_credit;

alter table account add constraint account_within_credit check (
    credit_minor >= 0 and refunded_minor >= 0 and held_minor >= 0
    and charged_minor >= refunded_minor and charged_minor - refunded_minor + held_minor <= credit_minor);

-- of the charge's amount, what is refunded for returned goods
alter table charge add column returned_minor bigint default 0 not null;

alter table charge add constraint charge_returned_once check (returned_minor >= 0 and returned_minor <= amount_minor);

create index charge_by_order on charge (order_id);

create table refund (
    saga_id varchar(1000) primary key,
    return_id varchar(100) not null,
    order_id varchar(100) not null,
    customer_id varchar(100) not null references account (customer_id),
    charge_saga_id varchar(1000) not null references charge (saga_id),
    amount_minor bigint not null,
    state varchar(20) not null
);
