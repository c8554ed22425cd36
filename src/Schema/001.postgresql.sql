-- The whole schema on PostgreSQL. Instants are UTC ticks (bigint), money is fen, weight is grams, days are ISO text.

-- Kernel
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

-- Neighbourhood
CREATE TABLE community (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  address text NOT NULL,
  created_at bigint NOT NULL
);
CREATE TABLE pickup_point (
  id uuid PRIMARY KEY,
  community_id uuid NOT NULL REFERENCES community (id),
  name text NOT NULL,
  directions text NOT NULL,
  opens_at_minute integer NOT NULL CHECK (opens_at_minute BETWEEN 0 AND 1440),
  closes_at_minute integer NOT NULL CHECK (closes_at_minute BETWEEN 0 AND 1440)
);
CREATE INDEX pickup_point_community ON pickup_point (community_id);
CREATE TABLE person (
  id uuid PRIMARY KEY,
  key_wrapped bytea NOT NULL,
  name_sealed bytea NOT NULL,
  phone_sealed bytea,
  phone_lookup bytea,
  phone_tail_lookup bytea,
  created_at bigint NOT NULL,
  usual_pickup_point_id uuid
);
CREATE UNIQUE INDEX person_phone ON person (phone_lookup);
CREATE INDEX person_phone_tail ON person (phone_tail_lookup);
CREATE TABLE membership (
  community_id uuid NOT NULL,
  person_id uuid NOT NULL,
  leader_id uuid NOT NULL,
  joined_at bigint NOT NULL,
  PRIMARY KEY (community_id, person_id)
);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_leader ON membership (leader_id);
CREATE TABLE awaited_member (
  community_id uuid NOT NULL,
  person_id uuid NOT NULL,
  leader_id uuid NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (community_id, person_id)
);
CREATE INDEX awaited_member_person ON awaited_member (person_id);
CREATE TABLE role (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  kind text NOT NULL CHECK (kind IN ('leader', 'headquarters', 'assistant')),
  community_id uuid,
  for_leader uuid,
  granted_at bigint NOT NULL,
  ended_at bigint
);
CREATE INDEX role_person ON role (person_id);
CREATE INDEX role_community ON role (community_id);
CREATE INDEX role_for_leader ON role (for_leader) WHERE for_leader IS NOT NULL;
CREATE TABLE message (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  subject uuid NOT NULL,
  text text NOT NULL,
  link text NOT NULL,
  at bigint NOT NULL,
  read_at bigint
);
CREATE INDEX message_person ON message (person_id, at);
CREATE TABLE leader_task (
  id uuid PRIMARY KEY,
  leader_id uuid NOT NULL,
  kind text NOT NULL,
  subject uuid NOT NULL,
  text text NOT NULL,
  link text NOT NULL,
  created_at bigint NOT NULL,
  due_at bigint NOT NULL,
  done_at bigint
);
CREATE UNIQUE INDEX leader_task_once ON leader_task (leader_id, kind, subject);
CREATE TABLE credential (
  person_id uuid PRIMARY KEY,
  password_hash text NOT NULL,
  set_at bigint NOT NULL,
  must_change_at bigint
);
CREATE TABLE sign_in_code (
  phone_lookup bytea PRIMARY KEY,
  code_hash bytea NOT NULL,
  sent_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  wrong_tries integer NOT NULL DEFAULT 0
);
CREATE TABLE set_up_link (
  secret_hash bytea PRIMARY KEY,
  person_id uuid NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint
);
CREATE TABLE invitation (
  code text PRIMARY KEY,
  leader_id uuid NOT NULL,
  community_id uuid NOT NULL,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX invitation_leader ON invitation (leader_id, community_id);
CREATE TABLE revocation (
  person_id uuid PRIMARY KEY, before bigint NOT NULL
);
CREATE INDEX revocation_before ON revocation (before);
CREATE TABLE attempt (
  bucket text PRIMARY KEY, window_start bigint NOT NULL, count integer NOT NULL
);

-- Goods
CREATE TABLE product (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  english_name text NOT NULL,
  picture text NOT NULL,
  gpc_brick text,
  origin text NOT NULL,
  storage text NOT NULL,
  shelf_life_days integer NOT NULL CHECK (shelf_life_days > 0),
  unit text NOT NULL,
  net_weight bigint NOT NULL CHECK (net_weight > 0),
  price bigint NOT NULL CHECK (price >= 0),
  nutrition_json text,
  created_at bigint NOT NULL,
  retired_at bigint,
  commission_points integer CHECK (commission_points BETWEEN 0 AND 5000)
);

-- Trade. The tables of the evening rush (orders, order_line, taken) carry no foreign keys to people and goods: the intake has
-- locked and checked what they point to, and /health/invariants keeps watch.
CREATE TABLE deal (
  id uuid PRIMARY KEY, leader_id uuid NOT NULL, title text NOT NULL, story text NOT NULL, created_at bigint NOT NULL, copied_from uuid,
  cut_off_due bigint NOT NULL, arrives_on text NOT NULL, pickup_from bigint NOT NULL, pickup_until bigint NOT NULL, opened_at bigint,
  cut_off_at bigint, completed_at bigint, cancelled_at bigint, last_sequence integer NOT NULL DEFAULT 0, steps integer NOT NULL DEFAULT 0,
  minimum_orders integer, formed_at bigint, opens_due bigint, scheduled_at bigint, review text NOT NULL DEFAULT 'none', review_reason text,
  pinned_at bigint, hidden_at bigint, binned_at bigint
);
CREATE TABLE closing (
  id uuid PRIMARY KEY, from_at bigint NOT NULL, until_at bigint NOT NULL, reason text NOT NULL, set_by uuid NOT NULL, set_at bigint NOT NULL,
  lifted_at bigint
);
CREATE INDEX closing_until ON closing (until_at) WHERE lifted_at IS NULL;
CREATE INDEX deal_leader ON deal (leader_id);
CREATE INDEX deal_cut_off_due ON deal (cut_off_due) WHERE opened_at IS NOT NULL AND cut_off_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX deal_review ON deal (review);
CREATE INDEX deal_opens_due ON deal (opens_due) WHERE scheduled_at IS NOT NULL AND opened_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX deal_forming ON deal (cut_off_at) WHERE minimum_orders IS NOT NULL AND formed_at IS NULL AND cut_off_at IS NOT NULL AND cancelled_at IS NULL;
CREATE TABLE deal_step (
  deal_id uuid NOT NULL,
  number integer NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  at bigint NOT NULL,
  by uuid,
  reason text NOT NULL,
  PRIMARY KEY (deal_id, number)
);
CREATE TABLE deal_place (
  deal_id uuid NOT NULL, pickup_point_id uuid NOT NULL, community_id uuid NOT NULL, PRIMARY KEY (deal_id, pickup_point_id)
);
CREATE INDEX deal_place_community ON deal_place (community_id);
CREATE TABLE offer (
  id uuid PRIMARY KEY,
  deal_id uuid NOT NULL,
  product_id uuid NOT NULL,
  position integer NOT NULL,
  name text NOT NULL,
  unit text NOT NULL,
  net_weight bigint NOT NULL,
  price bigint NOT NULL CHECK (price >= 0),
  stock_limit integer CHECK (stock_limit >= 0),
  per_person integer CHECK (per_person > 0),
  gift_for_first integer,
  taken integer NOT NULL DEFAULT 0,
  commission_points integer NOT NULL DEFAULT 0
);
CREATE INDEX offer_deal ON offer (deal_id);
CREATE TABLE taken (
  offer_id uuid NOT NULL, person_id uuid NOT NULL, quantity integer NOT NULL, PRIMARY KEY (offer_id, person_id)
);
CREATE TABLE orders (
  id uuid PRIMARY KEY,
  deal_id uuid NOT NULL,
  person_id uuid NOT NULL,
  pickup_point_id uuid NOT NULL,
  sequence integer NOT NULL,
  amount bigint NOT NULL,
  note_sealed bytea,
  placed_at bigint NOT NULL,
  hold_until bigint NOT NULL,
  paid_at bigint,
  cancelled_at bigint,
  lapsed_at bigint,
  refund_asked_at bigint,
  refunded_at bigint,
  handed_over_at bigint,
  pickup_code text,
  placed_by uuid,
  refunded bigint NOT NULL DEFAULT 0,
  commission_payable_at bigint
);
CREATE UNIQUE INDEX orders_sequence ON orders (deal_id, sequence);
CREATE INDEX orders_person ON orders (person_id);
CREATE INDEX orders_hold ON orders (hold_until) WHERE paid_at IS NULL AND cancelled_at IS NULL AND lapsed_at IS NULL;
CREATE UNIQUE INDEX orders_pickup_code ON orders (pickup_code) WHERE pickup_code IS NOT NULL;
CREATE INDEX orders_commission ON orders (handed_over_at) WHERE handed_over_at IS NOT NULL AND commission_payable_at IS NULL AND refund_asked_at IS NULL;
CREATE INDEX orders_placed_by ON orders (placed_by) WHERE placed_by IS NOT NULL;
CREATE TABLE order_line (
  order_id uuid NOT NULL,
  offer_id uuid NOT NULL,
  quantity integer NOT NULL,
  price bigint NOT NULL,
  refunded integer NOT NULL DEFAULT 0,
  returned integer NOT NULL DEFAULT 0,
  PRIMARY KEY (order_id, offer_id)
);
CREATE TABLE waitlist (
  id uuid PRIMARY KEY,
  deal_id uuid NOT NULL,
  person_id uuid NOT NULL,
  pickup_point_id uuid NOT NULL,
  note_sealed bytea,
  position integer NOT NULL,
  asked_at bigint NOT NULL,
  order_id uuid,
  promoted_at bigint,
  ended_at bigint
);
CREATE UNIQUE INDEX waitlist_position ON waitlist (deal_id, position);
CREATE INDEX waitlist_person ON waitlist (person_id);
CREATE TABLE waitlist_line (
  waitlist_id uuid NOT NULL REFERENCES waitlist (id), offer_id uuid NOT NULL, quantity integer NOT NULL, PRIMARY KEY (waitlist_id, offer_id)
);
CREATE TABLE payment (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  amount bigint NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  pay_url text,
  ask_at bigint,
  asked integer NOT NULL DEFAULT 0,
  paid_at bigint,
  transaction_id text,
  closed_at bigint,
  problem text
);
CREATE INDEX payment_order ON payment (order_id);
CREATE INDEX payment_ask ON payment (ask_at) WHERE ask_at IS NOT NULL;
CREATE TABLE refund (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL,
  order_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
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
CREATE TABLE refund_line (
  refund_id uuid NOT NULL REFERENCES refund (id), offer_id uuid NOT NULL, quantity integer NOT NULL CHECK (quantity >= 0), amount bigint NOT NULL CHECK (amount >= 0), PRIMARY KEY (refund_id, offer_id)
);
CREATE TABLE hand_over (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  at bigint NOT NULL,
  by uuid NOT NULL,
  said_at bigint,
  undone_at bigint,
  undone_by uuid
);
CREATE INDEX hand_over_order ON hand_over (order_id);
CREATE TABLE collector (
  order_id uuid PRIMARY KEY,
  name_sealed bytea NOT NULL,
  phone_tail_sealed bytea NOT NULL,
  named_at bigint NOT NULL
);
CREATE TABLE desk_deed (
  by uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('hand', 'undo')),
  order_id uuid NOT NULL,
  said_at bigint NOT NULL,
  at bigint NOT NULL,
  hand_over_id uuid,
  refused text,
  PRIMARY KEY (by, id)
);
CREATE INDEX desk_deed_order ON desk_deed (order_id);
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
