-- The whole schema on SQLite. Instants are UTC ticks, money is fen, weight is grams, ids and days are text.

-- Kernel
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

-- Neighbourhood
CREATE TABLE community (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE TABLE pickup_point (
  id TEXT NOT NULL PRIMARY KEY,
  community_id TEXT NOT NULL REFERENCES community (id),
  name TEXT NOT NULL,
  directions TEXT NOT NULL,
  opens_at_minute INTEGER NOT NULL CHECK (opens_at_minute BETWEEN 0 AND 1440),
  closes_at_minute INTEGER NOT NULL CHECK (closes_at_minute BETWEEN 0 AND 1440)
);
CREATE INDEX pickup_point_community ON pickup_point (community_id);
CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  key_wrapped BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  phone_sealed BLOB,
  phone_lookup BLOB,
  phone_tail_lookup BLOB,
  created_at INTEGER NOT NULL,
  usual_pickup_point_id TEXT
);
CREATE UNIQUE INDEX person_phone ON person (phone_lookup);
CREATE INDEX person_phone_tail ON person (phone_tail_lookup);
CREATE TABLE membership (
  community_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  leader_id TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (community_id, person_id)
);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_leader ON membership (leader_id);
CREATE TABLE awaited_member (
  community_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  leader_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (community_id, person_id)
);
CREATE INDEX awaited_member_person ON awaited_member (person_id);
CREATE TABLE role (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('leader', 'headquarters', 'assistant')),
  community_id TEXT,
  for_leader TEXT,
  granted_at INTEGER NOT NULL,
  ended_at INTEGER
);
CREATE INDEX role_person ON role (person_id);
CREATE INDEX role_community ON role (community_id);
CREATE INDEX role_for_leader ON role (for_leader) WHERE for_leader IS NOT NULL;
CREATE TABLE message (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  link TEXT NOT NULL,
  at INTEGER NOT NULL,
  read_at INTEGER
);
CREATE INDEX message_person ON message (person_id, at);
CREATE TABLE leader_task (
  id TEXT NOT NULL PRIMARY KEY,
  leader_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  link TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  done_at INTEGER
);
CREATE UNIQUE INDEX leader_task_once ON leader_task (leader_id, kind, subject);
CREATE TABLE credential (
  person_id TEXT NOT NULL PRIMARY KEY,
  password_hash TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  must_change_at INTEGER
);
CREATE TABLE sign_in_code (
  phone_lookup BLOB NOT NULL PRIMARY KEY,
  code_hash BLOB NOT NULL,
  sent_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  wrong_tries INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE set_up_link (
  secret_hash BLOB NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
);
CREATE TABLE invitation (
  code TEXT NOT NULL PRIMARY KEY,
  leader_id TEXT NOT NULL,
  community_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX invitation_leader ON invitation (leader_id, community_id);
CREATE TABLE revocation (
  person_id TEXT NOT NULL PRIMARY KEY, before INTEGER NOT NULL
);
CREATE INDEX revocation_before ON revocation (before);
CREATE TABLE attempt (
  bucket TEXT NOT NULL PRIMARY KEY, window_start INTEGER NOT NULL, count INTEGER NOT NULL
);

-- Goods
CREATE TABLE product (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  english_name TEXT NOT NULL,
  picture TEXT NOT NULL,
  gpc_brick TEXT,
  origin TEXT NOT NULL,
  storage TEXT NOT NULL,
  shelf_life_days INTEGER NOT NULL CHECK (shelf_life_days > 0),
  unit TEXT NOT NULL,
  net_weight INTEGER NOT NULL CHECK (net_weight > 0),
  price INTEGER NOT NULL CHECK (price >= 0),
  nutrition_json TEXT,
  created_at INTEGER NOT NULL,
  retired_at INTEGER,
  commission_points INTEGER CHECK (commission_points BETWEEN 0 AND 5000)
);

-- Trade. The tables of the evening rush (orders, order_line, taken) carry no foreign keys to people and goods: the intake has
-- locked and checked what they point to, and /health/invariants keeps watch.
CREATE TABLE deal (
  id TEXT NOT NULL PRIMARY KEY, leader_id TEXT NOT NULL, title TEXT NOT NULL, story TEXT NOT NULL, created_at INTEGER NOT NULL, copied_from TEXT,
  cut_off_due INTEGER NOT NULL, arrives_on TEXT NOT NULL, pickup_from INTEGER NOT NULL, pickup_until INTEGER NOT NULL, opened_at INTEGER,
  cut_off_at INTEGER, completed_at INTEGER, cancelled_at INTEGER, last_sequence INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL DEFAULT 0,
  minimum_orders INTEGER, formed_at INTEGER, opens_due INTEGER, scheduled_at INTEGER, review TEXT NOT NULL DEFAULT 'none', review_reason TEXT,
  pinned_at INTEGER, hidden_at INTEGER, binned_at INTEGER
);
CREATE TABLE closing (
  id TEXT NOT NULL PRIMARY KEY, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, reason TEXT NOT NULL, set_by TEXT NOT NULL,
  set_at INTEGER NOT NULL, lifted_at INTEGER
);
CREATE INDEX closing_until ON closing (until_at) WHERE lifted_at IS NULL;
CREATE INDEX deal_leader ON deal (leader_id);
CREATE INDEX deal_cut_off_due ON deal (cut_off_due) WHERE opened_at IS NOT NULL AND cut_off_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX deal_review ON deal (review);
CREATE INDEX deal_opens_due ON deal (opens_due) WHERE scheduled_at IS NOT NULL AND opened_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX deal_forming ON deal (cut_off_at) WHERE minimum_orders IS NOT NULL AND formed_at IS NULL AND cut_off_at IS NOT NULL AND cancelled_at IS NULL;
CREATE TABLE deal_step (
  deal_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT,
  reason TEXT NOT NULL,
  PRIMARY KEY (deal_id, number)
);
CREATE TABLE deal_place (
  deal_id TEXT NOT NULL, pickup_point_id TEXT NOT NULL, community_id TEXT NOT NULL, PRIMARY KEY (deal_id, pickup_point_id)
);
CREATE INDEX deal_place_community ON deal_place (community_id);
CREATE TABLE offer (
  id TEXT NOT NULL PRIMARY KEY,
  deal_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  net_weight INTEGER NOT NULL,
  price INTEGER NOT NULL CHECK (price >= 0),
  stock_limit INTEGER CHECK (stock_limit >= 0),
  per_person INTEGER CHECK (per_person > 0),
  gift_for_first INTEGER,
  taken INTEGER NOT NULL DEFAULT 0,
  commission_points INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX offer_deal ON offer (deal_id);
CREATE TABLE taken (
  offer_id TEXT NOT NULL, person_id TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (offer_id, person_id)
);
CREATE TABLE orders (
  id TEXT NOT NULL PRIMARY KEY,
  deal_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  pickup_point_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  note_sealed BLOB,
  placed_at INTEGER NOT NULL,
  hold_until INTEGER NOT NULL,
  paid_at INTEGER,
  cancelled_at INTEGER,
  lapsed_at INTEGER,
  refund_asked_at INTEGER,
  refunded_at INTEGER,
  handed_over_at INTEGER,
  pickup_code TEXT,
  placed_by TEXT,
  refunded INTEGER NOT NULL DEFAULT 0,
  commission_payable_at INTEGER
);
CREATE UNIQUE INDEX orders_sequence ON orders (deal_id, sequence);
CREATE INDEX orders_person ON orders (person_id);
CREATE INDEX orders_hold ON orders (hold_until) WHERE paid_at IS NULL AND cancelled_at IS NULL AND lapsed_at IS NULL;
CREATE UNIQUE INDEX orders_pickup_code ON orders (pickup_code) WHERE pickup_code IS NOT NULL;
CREATE INDEX orders_commission ON orders (handed_over_at) WHERE handed_over_at IS NOT NULL AND commission_payable_at IS NULL AND refund_asked_at IS NULL;
CREATE INDEX orders_placed_by ON orders (placed_by) WHERE placed_by IS NOT NULL;
CREATE TABLE order_line (
  order_id TEXT NOT NULL,
  offer_id TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  price INTEGER NOT NULL,
  refunded INTEGER NOT NULL DEFAULT 0,
  returned INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (order_id, offer_id)
);
CREATE TABLE waitlist (
  id TEXT NOT NULL PRIMARY KEY,
  deal_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  pickup_point_id TEXT NOT NULL,
  note_sealed BLOB,
  position INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  order_id TEXT,
  promoted_at INTEGER,
  ended_at INTEGER
);
CREATE UNIQUE INDEX waitlist_position ON waitlist (deal_id, position);
CREATE INDEX waitlist_person ON waitlist (person_id);
CREATE TABLE waitlist_line (
  waitlist_id TEXT NOT NULL REFERENCES waitlist (id), offer_id TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (waitlist_id, offer_id)
);
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
CREATE TABLE hand_over (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  said_at INTEGER,
  undone_at INTEGER,
  undone_by TEXT
);
CREATE INDEX hand_over_order ON hand_over (order_id);
CREATE TABLE collector (
  order_id TEXT NOT NULL PRIMARY KEY,
  name_sealed BLOB NOT NULL,
  phone_tail_sealed BLOB NOT NULL,
  named_at INTEGER NOT NULL
);
CREATE TABLE desk_deed (
  by TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('hand', 'undo')),
  order_id TEXT NOT NULL,
  said_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  hand_over_id TEXT,
  refused TEXT,
  PRIMARY KEY (by, id)
);
CREATE INDEX desk_deed_order ON desk_deed (order_id);
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
