-- Supply: the partners' addresses and what is told to them, on PostgreSQL. Instants are UTC ticks (bigint).

CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  address text NOT NULL,
  facts text NOT NULL,
  secret_version integer NOT NULL,
  former_secret_until bigint,
  made_by uuid NOT NULL,
  made_at bigint NOT NULL,
  failing_since bigint,
  off_at bigint,
  off_because text,
  removed_at bigint
);
CREATE TABLE webhook_event (
  id uuid PRIMARY KEY, name text NOT NULL, body text NOT NULL, at bigint NOT NULL
);
CREATE INDEX webhook_event_at ON webhook_event (at);
CREATE TABLE webhook_delivery (
  webhook_id uuid NOT NULL,
  event_id uuid NOT NULL REFERENCES webhook_event (id),
  created_at bigint NOT NULL,
  attempts integer NOT NULL,
  due_at bigint,
  give_up_at bigint NOT NULL,
  delivered_at bigint,
  parked_at bigint,
  PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_event ON webhook_delivery (event_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, created_at);
CREATE TABLE webhook_attempt (
  id uuid PRIMARY KEY,
  webhook_id uuid NOT NULL,
  event_id uuid NOT NULL,
  at bigint NOT NULL,
  took_ms integer NOT NULL,
  status integer,
  problem text,
  answer text NOT NULL
);
CREATE INDEX webhook_attempt_delivery ON webhook_attempt (webhook_id, event_id);
CREATE INDEX webhook_attempt_at ON webhook_attempt (at);
