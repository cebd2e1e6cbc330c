-- What policy("once") knows of saga steps: one row per saga and step. PostgreSQL and H2.
create table bactrian_once (
    saga varchar(200) not null,
    step varchar(200) not null,
    begun varchar(200) not null,
    options varchar(2000) not null,
    state varchar(20) not null,
    answer varchar(1000000),
    created_at timestamp(6) with time zone not null,
    primary key (saga, step)
);

-- for deleting old rows
create index bactrian_once_by_age on bactrian_once (created_at);

-- its forerunner
drop table step_guard;
