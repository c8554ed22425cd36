-- Trade: payments, refunds, the books on PostgreSQL. Instants are UTC ticks (bigint), money is fen, weight is grams, days are ISO text.

CREATE TABLE payment (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  amount bigint NOT NULL,
  coupon_id uuid,
  coupon_off bigint NOT NULL DEFAULT 0,
  credit bigint NOT NULL DEFAULT 0 CHECK (credit >= 0),
  credit_at bigint,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  pay_url text,
  ask_at bigint,
  asked integer NOT NULL DEFAULT 0,
  paid_at bigint,
  transaction_id text,
  closed_at bigint,
  replaced_at bigint,
  kind text NOT NULL DEFAULT 'native',
  combined_id uuid,
  problem text
);
CREATE INDEX payment_order ON payment (order_id);
CREATE INDEX payment_combined ON payment (combined_id) WHERE combined_id IS NOT NULL;
CREATE INDEX payment_ask ON payment (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX payment_paid ON payment (paid_at) WHERE paid_at IS NOT NULL;
CREATE TABLE refund (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL,
  order_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  credit bigint NOT NULL DEFAULT 0 CHECK (credit >= 0),
  reason text NOT NULL,
  asked_at bigint NOT NULL,
  ask_at bigint,
  asked integer NOT NULL DEFAULT 0,
  asked_by uuid,
  told_at bigint,
  accepted_at bigint,
  succeeded_at bigint,
  problem text
);
CREATE INDEX refund_order ON refund (order_id);
CREATE INDEX refund_payment ON refund (payment_id);
CREATE INDEX refund_ask ON refund (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX refund_succeeded ON refund (succeeded_at) WHERE succeeded_at IS NOT NULL;
CREATE TABLE refund_line (
  refund_id uuid NOT NULL REFERENCES refund (id), offer_id uuid NOT NULL, quantity integer NOT NULL CHECK (quantity >= 0), amount bigint NOT NULL CHECK (amount >= 0),
  coupon_share bigint NOT NULL DEFAULT 0 CHECK (coupon_share BETWEEN 0 AND amount), PRIMARY KEY (refund_id, offer_id)
);
CREATE TABLE campaign (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  who text NOT NULL,
  percent integer,
  amount bigint NOT NULL CHECK (amount > 0),
  least_spend bigint NOT NULL,
  valid_from bigint NOT NULL,
  valid_until bigint NOT NULL,
  budget bigint NOT NULL,
  number integer NOT NULL,
  per_person integer NOT NULL,
  issued integer NOT NULL DEFAULT 0,
  issued_sum bigint NOT NULL DEFAULT 0,
  started_by uuid NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint,
  ended_by uuid
);
CREATE TABLE campaign_scope (campaign_id uuid NOT NULL REFERENCES campaign (id), kind text NOT NULL, subject uuid NOT NULL, PRIMARY KEY (campaign_id, kind, subject));
CREATE TABLE coupon (
  id uuid PRIMARY KEY,
  campaign_id uuid NOT NULL,
  person_id uuid NOT NULL,
  nth integer NOT NULL,
  issued_at bigint NOT NULL,
  held_for uuid,
  used_at bigint,
  gone_at bigint
);
CREATE UNIQUE INDEX coupon_nth ON coupon (campaign_id, person_id, nth);
CREATE INDEX coupon_person ON coupon (person_id);
CREATE UNIQUE INDEX coupon_held ON coupon (held_for) WHERE held_for IS NOT NULL;
-- What headquarters gave residents as credit, and what of it went again other than by paying; only ever added to.
CREATE TABLE credit_entry (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  order_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('given', 'taken-back', 'gone')),
  amount bigint NOT NULL CHECK (amount <> 0),
  reason text NOT NULL,
  takes_back uuid,
  at bigint NOT NULL,
  by uuid
);
CREATE INDEX credit_entry_person ON credit_entry (person_id);
CREATE INDEX credit_entry_order ON credit_entry (order_id);
CREATE UNIQUE INDEX credit_entry_taken_back ON credit_entry (takes_back) WHERE takes_back IS NOT NULL;
-- What people at headquarters made of signals of abuse.
CREATE TABLE signal_answer (
  id uuid NOT NULL PRIMARY KEY,
  kind text NOT NULL,
  subject uuid NOT NULL,
  decision text NOT NULL CHECK (decision IN ('harmless', 'spoken-to', 'watched')),
  reason_sealed bytea,
  weight integer NOT NULL,
  by uuid NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX signal_answer_at ON signal_answer (at);
CREATE INDEX signal_answer_subject ON signal_answer (subject);
-- The gateway's daily bills and what each says, line by line.
CREATE TABLE bill (
  day text NOT NULL PRIMARY KEY,
  begins_at bigint NOT NULL,
  ask_at bigint NOT NULL,
  asked integer NOT NULL DEFAULT 0,
  fetched_at bigint,
  hash text,
  payments integer NOT NULL DEFAULT 0,
  paid bigint NOT NULL DEFAULT 0,
  refunds integer NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  fees bigint NOT NULL DEFAULT 0,
  problem text
);
CREATE TABLE bill_line (
  id uuid NOT NULL PRIMARY KEY,
  day text NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  subject uuid,
  transaction_id text NOT NULL,
  at bigint NOT NULL,
  amount bigint NOT NULL,
  fee bigint NOT NULL,
  fee_due bigint
);
CREATE UNIQUE INDEX bill_line_once ON bill_line (day, kind, number);
CREATE INDEX bill_line_subject ON bill_line (subject) WHERE subject IS NOT NULL;
CREATE TABLE book_transaction (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject uuid NOT NULL,
  at bigint NOT NULL
);
CREATE UNIQUE INDEX book_transaction_once ON book_transaction (kind, subject);
CREATE TABLE book_entry (
  transaction_id uuid NOT NULL REFERENCES book_transaction (id),
  number integer NOT NULL,
  account text NOT NULL,
  order_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (transaction_id, number)
);
CREATE INDEX book_entry_order ON book_entry (order_id);
CREATE INDEX book_entry_account ON book_entry (account);
-- The books are only ever added to.
CREATE FUNCTION refuse_change_of_books() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the books are append-only'; END $$;
CREATE TRIGGER book_transaction_kept BEFORE UPDATE OR DELETE ON book_transaction FOR EACH ROW EXECUTE FUNCTION refuse_change_of_books();
CREATE TRIGGER book_entry_kept BEFORE UPDATE OR DELETE ON book_entry FOR EACH ROW EXECUTE FUNCTION refuse_change_of_books();
