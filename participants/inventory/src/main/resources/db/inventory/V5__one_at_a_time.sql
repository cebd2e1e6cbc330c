-- Another attempt of an order is reserved, and another one of a return received, once the former is undone. Until then it is no
-- question of stock: what the former has taken or brought is only on its way back.

-- the order's id while the reservation stands, confirmed or not, null otherwise
alter table reservation add column active_order varchar(100);

-- of several a confirmed one, which is sold; whichever of the others is confirmed takes the order once no other has it
update reservation set active_order = order_id where state <> 'RELEASED' and not exists (
    select 1 from reservation other
    where other.order_id = reservation.order_id and other.state <> 'RELEASED'
    and (other.state, other.saga_id) < (reservation.state, reservation.saga_id));

alter table reservation add constraint one_reservation_stands unique (active_order);

-- the return's id while the restock stands, shelved or not, null otherwise
alter table restock add column active_return varchar(100);

update restock set active_return = return_id where state <> 'SENT_BACK' and not exists (
    select 1 from restock other
    where other.return_id = restock.return_id and other.state <> 'SENT_BACK' and other.saga_id < restock.saga_id);

alter table restock add constraint one_restock_stands unique (active_return);
