-- Kernel: news on its way, retried asks, due work, imports on SQLite. Instants are UTC ticks, money is fen, weight is grams, ids and days are text.

CREATE TABLE outbox (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER,
  done_at INTEGER,
  error TEXT
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;
CREATE TABLE inbox (
  message_id TEXT NOT NULL, hearer TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (message_id, hearer)
);
CREATE TABLE idempotency (
  principal TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY, done_until INTEGER NOT NULL
);

CREATE TABLE import (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  person_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  key_wrapped BLOB NOT NULL,
  rows INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  tried INTEGER NOT NULL,
  wrong INTEGER NOT NULL,
  imported INTEGER NOT NULL,
  tried_at INTEGER,
  all_or_nothing INTEGER NOT NULL,
  begun_at INTEGER,
  ended_at INTEGER,
  cancelled_at INTEGER,
  failures INTEGER NOT NULL,
  forgotten_at INTEGER
);
CREATE UNIQUE INDEX import_running ON import (person_id) WHERE ended_at IS NULL AND (tried_at IS NULL OR begun_at IS NOT NULL);
CREATE UNIQUE INDEX import_once ON import (kind, subject, file_hash) WHERE begun_at IS NOT NULL AND cancelled_at IS NULL AND (ended_at IS NULL OR imported > 0);
CREATE TABLE import_part (
  import_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  rows_sealed BLOB NOT NULL,
  reasons TEXT,
  done_at INTEGER,
  PRIMARY KEY (import_id, number)
);
CREATE TABLE audit (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  whom TEXT,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_by ON audit (by, at);
CREATE INDEX audit_subject ON audit (subject, at);
CREATE INDEX audit_whom ON audit (whom, at);
CREATE INDEX audit_kind ON audit (kind, at);
-- What was done stays written down.
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
