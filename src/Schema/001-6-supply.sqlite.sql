-- Supply: the partners' addresses and what is told to them, on SQLite.

CREATE TABLE webhook (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  facts TEXT NOT NULL,
  secret_version INTEGER NOT NULL,
  former_secret_until INTEGER,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  failing_since INTEGER,
  off_at INTEGER,
  off_because TEXT,
  removed_at INTEGER
);
CREATE TABLE webhook_event (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX webhook_event_at ON webhook_event (at);
CREATE TABLE webhook_delivery (
  webhook_id TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES webhook_event (id),
  created_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER,
  give_up_at INTEGER NOT NULL,
  delivered_at INTEGER,
  parked_at INTEGER,
  PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_event ON webhook_delivery (event_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, created_at);
CREATE TABLE webhook_attempt (
  id TEXT NOT NULL PRIMARY KEY,
  webhook_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  status INTEGER,
  problem TEXT,
  answer TEXT NOT NULL
);
CREATE INDEX webhook_attempt_delivery ON webhook_attempt (webhook_id, event_id);
CREATE INDEX webhook_attempt_at ON webhook_attempt (at);
