-- Each application keeps its own books: one database each, made when the server starts on an empty volume.
create database coordinator;
create database inventory;
create database payment;
create database orders;
create database shipping;
create database followups;
create database routes;
