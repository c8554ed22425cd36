-- Trade: payments, refunds, the books on SQLite. Instants are UTC ticks, money is fen, weight is grams, ids and days are text.

CREATE TABLE payment (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  amount INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  pay_url TEXT,
  ask_at INTEGER,
  asked INTEGER NOT NULL DEFAULT 0,
  paid_at INTEGER,
  transaction_id TEXT,
  closed_at INTEGER,
  problem TEXT
);
CREATE INDEX payment_order ON payment (order_id);
CREATE INDEX payment_ask ON payment (ask_at) WHERE ask_at IS NOT NULL;
CREATE TABLE refund (
  id TEXT NOT NULL PRIMARY KEY,
  payment_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  ask_at INTEGER,
  asked INTEGER NOT NULL DEFAULT 0,
  asked_by TEXT,
  told_at INTEGER,
  accepted_at INTEGER,
  succeeded_at INTEGER,
  problem TEXT
);
CREATE INDEX refund_order ON refund (order_id);
CREATE INDEX refund_payment ON refund (payment_id);
CREATE INDEX refund_ask ON refund (ask_at) WHERE ask_at IS NOT NULL;
CREATE TABLE refund_line (
  refund_id TEXT NOT NULL REFERENCES refund (id), offer_id TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity >= 0), amount INTEGER NOT NULL CHECK (amount >= 0), PRIMARY KEY (refund_id, offer_id)
);
CREATE TABLE book_transaction (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE UNIQUE INDEX book_transaction_once ON book_transaction (kind, subject);
CREATE TABLE book_entry (
  transaction_id TEXT NOT NULL REFERENCES book_transaction (id),
  number INTEGER NOT NULL,
  account TEXT NOT NULL,
  order_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (transaction_id, number)
);
CREATE INDEX book_entry_order ON book_entry (order_id);
CREATE INDEX book_entry_account ON book_entry (account);
-- The books are only ever added to.
CREATE TRIGGER book_transaction_kept BEFORE UPDATE ON book_transaction BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
CREATE TRIGGER book_transaction_stays BEFORE DELETE ON book_transaction BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
CREATE TRIGGER book_entry_kept BEFORE UPDATE ON book_entry BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
CREATE TRIGGER book_entry_stays BEFORE DELETE ON book_entry BEGIN SELECT RAISE(ABORT, 'the books are append-only'); END;
