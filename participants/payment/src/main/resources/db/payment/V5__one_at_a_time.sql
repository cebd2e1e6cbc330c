-- Another attempt of an order is charged, and another one of a return refunded, once the former is undone. Until then it is no
-- question of credit: what the former has taken or given is only on its way back.

-- the order's id while the charge stands, null otherwise
alter table charge add column active_order varchar(100);

update charge set active_order = order_id where state = 'CHARGED' and not exists (
    select 1 from charge other
    where other.order_id = charge.order_id and other.state = 'CHARGED' and other.saga_id < charge.saga_id);

alter table charge add constraint one_charge_stands unique (active_order);

-- the return's id while the refund stands, settled or not, null otherwise
alter table refund add column active_return varchar(100);

update refund set active_return = return_id where state <> 'CANCELLED' and not exists (
    select 1 from refund other
    where other.return_id = refund.return_id and other.state <> 'CANCELLED' and other.saga_id < refund.saga_id);

alter table refund add constraint one_refund_stands unique (active_return);
