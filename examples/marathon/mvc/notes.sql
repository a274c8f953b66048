-- Run once, by the entry point of the image, on an empty volume.
create table notes (
    id bigint generated always as identity primary key,
    written timestamptz not null default now(),
    text text not null check (text <> '')
);
create role web nologin;
grant select, insert, delete on notes to web;
create role rest noinherit login password 'change-me';
grant web to rest;
