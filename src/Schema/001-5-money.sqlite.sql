-- Trade: payments, refunds, the books on SQLite. Instants are UTC ticks, money is fen, weight is grams, ids and days are text.

CREATE TABLE payment (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  amount INTEGER NOT NULL,
  coupon_id TEXT,
  coupon_off INTEGER NOT NULL DEFAULT 0,
  credit INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0),
  credit_at INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  pay_url TEXT,
  ask_at INTEGER,
  asked INTEGER NOT NULL DEFAULT 0,
  paid_at INTEGER,
  transaction_id TEXT,
  closed_at INTEGER,
  replaced_at INTEGER,
  kind TEXT NOT NULL DEFAULT 'native',
  combined_id TEXT,
  problem TEXT
);
CREATE INDEX payment_order ON payment (order_id);
CREATE INDEX payment_combined ON payment (combined_id) WHERE combined_id IS NOT NULL;
CREATE INDEX payment_ask ON payment (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX payment_paid ON payment (paid_at) WHERE paid_at IS NOT NULL;
CREATE TABLE refund (
  id TEXT NOT NULL PRIMARY KEY,
  payment_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  credit INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0),
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
CREATE INDEX refund_succeeded ON refund (succeeded_at) WHERE succeeded_at IS NOT NULL;
CREATE TABLE refund_line (
  refund_id TEXT NOT NULL REFERENCES refund (id), offer_id TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity >= 0), amount INTEGER NOT NULL CHECK (amount >= 0),
  coupon_share INTEGER NOT NULL DEFAULT 0 CHECK (coupon_share BETWEEN 0 AND amount), PRIMARY KEY (refund_id, offer_id)
);
CREATE TABLE campaign (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  who TEXT NOT NULL,
  percent INTEGER,
  amount INTEGER NOT NULL CHECK (amount > 0),
  least_spend INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  budget INTEGER NOT NULL,
  number INTEGER NOT NULL,
  per_person INTEGER NOT NULL,
  issued INTEGER NOT NULL DEFAULT 0,
  issued_sum INTEGER NOT NULL DEFAULT 0,
  started_by TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by TEXT
);
CREATE TABLE campaign_scope (campaign_id TEXT NOT NULL REFERENCES campaign (id), kind TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (campaign_id, kind, subject));
CREATE TABLE coupon (
  id TEXT NOT NULL PRIMARY KEY,
  campaign_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  nth INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  held_for TEXT,
  used_at INTEGER,
  gone_at INTEGER
);
CREATE UNIQUE INDEX coupon_nth ON coupon (campaign_id, person_id, nth);
CREATE INDEX coupon_person ON coupon (person_id);
CREATE UNIQUE INDEX coupon_held ON coupon (held_for) WHERE held_for IS NOT NULL;
-- What headquarters gave residents as credit, and what of it went again other than by paying; only ever added to.
CREATE TABLE credit_entry (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('given', 'taken-back', 'gone')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  reason TEXT NOT NULL,
  takes_back TEXT,
  at INTEGER NOT NULL,
  by TEXT
);
CREATE INDEX credit_entry_person ON credit_entry (person_id);
CREATE INDEX credit_entry_order ON credit_entry (order_id);
CREATE UNIQUE INDEX credit_entry_taken_back ON credit_entry (takes_back) WHERE takes_back IS NOT NULL;
-- What people at headquarters made of signals of abuse.
CREATE TABLE signal_answer (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('harmless', 'spoken-to', 'watched')),
  reason_sealed BLOB,
  weight INTEGER NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX signal_answer_at ON signal_answer (at);
CREATE INDEX signal_answer_subject ON signal_answer (subject);
-- The gateway's daily bills and what each says, line by line.
CREATE TABLE bill (
  day TEXT NOT NULL PRIMARY KEY,
  begins_at INTEGER NOT NULL,
  ask_at INTEGER NOT NULL,
  asked INTEGER NOT NULL DEFAULT 0,
  fetched_at INTEGER,
  hash TEXT,
  payments INTEGER NOT NULL DEFAULT 0,
  paid INTEGER NOT NULL DEFAULT 0,
  refunds INTEGER NOT NULL DEFAULT 0,
  refunded INTEGER NOT NULL DEFAULT 0,
  fees INTEGER NOT NULL DEFAULT 0,
  problem TEXT
);
CREATE TABLE bill_line (
  id TEXT NOT NULL PRIMARY KEY,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  subject TEXT,
  transaction_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  fee_due INTEGER
);
CREATE UNIQUE INDEX bill_line_once ON bill_line (day, kind, number);
CREATE INDEX bill_line_subject ON bill_line (subject) WHERE subject IS NOT NULL;
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
