-- Two roles for Atrium on Postgres: one that owns the tables and migrates them, and one that serves
-- and can neither change the schema nor what is append-only. Run it once as a superuser:
--
--   psql -v database=atrium -v owner=atrium_owner -v serving=atrium \
--     -v owner_password=… -v serving_password=… -f Deploy/postgres-roles.sql postgres
--
-- Then let the owner migrate, which grants the serving role what it needs, now and after every
-- migration to come, and give the server the serving role's URL:
--
--   atrium-migrate apply --database postgresql://atrium_owner@host/atrium --serving-role atrium
--
-- A database whose tables the serving role owns until now is taken over by it: see the end.

\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I', name) FROM (VALUES (:'owner'), (:'serving')) AS wanted (name)
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE :"owner" LOGIN PASSWORD :'owner_password'
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"serving" LOGIN PASSWORD :'serving_password'
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

SELECT format('CREATE DATABASE %I', :'database')
WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = :'database')
\gexec
ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;

\connect :"database"
-- Until Postgres 14 everybody may create tables in it.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO :"owner";
-- What the serving role made so far, as it did while it was the only one.
REASSIGN OWNED BY :"serving" TO :"owner";
