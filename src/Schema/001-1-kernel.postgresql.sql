-- Kernel: news on its way, retried asks, due work, imports on PostgreSQL. Instants are UTC ticks (bigint), money is fen, weight is grams, days are ISO text.

CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  body text NOT NULL,
  created_at bigint NOT NULL,
  due_at bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  locked_until bigint,
  done_at bigint,
  error text
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;
CREATE TABLE inbox (
  message_id uuid NOT NULL, hearer text NOT NULL, at bigint NOT NULL, PRIMARY KEY (message_id, hearer)
);
CREATE TABLE idempotency (
  principal uuid NOT NULL,
  key text NOT NULL,
  fingerprint bytea NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
CREATE TABLE lease (
  name text PRIMARY KEY, done_until bigint NOT NULL
);

CREATE TABLE import (
  id uuid NOT NULL PRIMARY KEY,
  kind text NOT NULL,
  subject uuid NOT NULL,
  person_id uuid NOT NULL,
  file_name text NOT NULL,
  file_hash text NOT NULL,
  key_wrapped bytea NOT NULL,
  rows integer NOT NULL,
  created_at bigint NOT NULL,
  tried integer NOT NULL,
  wrong integer NOT NULL,
  imported integer NOT NULL,
  tried_at bigint,
  all_or_nothing boolean NOT NULL,
  begun_at bigint,
  ended_at bigint,
  cancelled_at bigint,
  failures integer NOT NULL,
  forgotten_at bigint
);
CREATE UNIQUE INDEX import_running ON import (person_id) WHERE ended_at IS NULL AND (tried_at IS NULL OR begun_at IS NOT NULL);
CREATE UNIQUE INDEX import_once ON import (kind, subject, file_hash) WHERE begun_at IS NOT NULL AND cancelled_at IS NULL AND (ended_at IS NULL OR imported > 0);
CREATE TABLE import_part (
  import_id uuid NOT NULL,
  number integer NOT NULL,
  rows_sealed bytea NOT NULL,
  reasons text,
  done_at bigint,
  PRIMARY KEY (import_id, number)
);
CREATE TABLE audit (
  id uuid PRIMARY KEY,
  at bigint NOT NULL,
  by uuid,
  kind text NOT NULL,
  subject uuid NOT NULL,
  whom uuid,
  before text NOT NULL,
  after text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_by ON audit (by, at);
CREATE INDEX audit_subject ON audit (subject, at);
CREATE INDEX audit_whom ON audit (whom, at);
CREATE INDEX audit_kind ON audit (kind, at);
-- What was done stays written down.
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
