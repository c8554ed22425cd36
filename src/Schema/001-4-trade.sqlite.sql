-- Trade: deals, orders, waiting, hand-over on SQLite. Instants are UTC ticks, money is fen, weight is grams, ids and days are text.

-- The tables of the evening rush (orders, order_line, taken, taken_home) carry no foreign keys to people and goods: the intake has
-- locked and checked what they point to, and /health/invariants keeps watch.
CREATE TABLE deal (
  id TEXT NOT NULL PRIMARY KEY, leader_id TEXT NOT NULL, title TEXT NOT NULL, story TEXT NOT NULL, created_at INTEGER NOT NULL, copied_from TEXT,
  cut_off_due INTEGER NOT NULL, arrives_on TEXT NOT NULL, pickup_from INTEGER NOT NULL, pickup_until INTEGER NOT NULL, opened_at INTEGER,
  cut_off_at INTEGER, completed_at INTEGER, cancelled_at INTEGER, last_sequence INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL DEFAULT 0,
  minimum_orders INTEGER, formed_at INTEGER, cases_filled_at INTEGER, opens_due INTEGER, scheduled_at INTEGER, review TEXT NOT NULL DEFAULT 'none', review_reason TEXT,
  pinned_at INTEGER, hidden_at INTEGER, binned_at INTEGER, promised_on TEXT, postponed_at INTEGER,
  published_at INTEGER, source_id TEXT
);
CREATE TABLE closing (
  id TEXT NOT NULL PRIMARY KEY, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, reason TEXT NOT NULL, set_by TEXT NOT NULL,
  set_at INTEGER NOT NULL, lifted_at INTEGER, daily_from INTEGER, daily_until INTEGER
);
CREATE INDEX closing_until ON closing (until_at) WHERE lifted_at IS NULL;
CREATE INDEX deal_leader ON deal (leader_id);
CREATE INDEX deal_source ON deal (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX deal_cut_off_at ON deal (cut_off_at, cancelled_at);
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
  deal_id TEXT NOT NULL, pickup_point_id TEXT NOT NULL, community_id TEXT NOT NULL, cap INTEGER CHECK (cap > 0), taken INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (deal_id, pickup_point_id)
);
CREATE INDEX deal_place_community ON deal_place (community_id, deal_id);
CREATE TABLE leader_change (
  id TEXT NOT NULL PRIMARY KEY, deal_id TEXT NOT NULL, from_leader TEXT NOT NULL, to_leader TEXT NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL,
  asked_at INTEGER NOT NULL, done_at INTEGER, declined_at INTEGER
);
CREATE UNIQUE INDEX leader_change_asked ON leader_change (deal_id) WHERE done_at IS NULL AND declined_at IS NULL;
CREATE INDEX leader_change_deal ON leader_change (deal_id, done_at);
CREATE INDEX leader_change_from ON leader_change (from_leader) WHERE done_at IS NOT NULL;
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
  per_household INTEGER CHECK (per_household > 0),
  gift_for_first INTEGER,
  case_size INTEGER CHECK (case_size > 1),
  taken INTEGER NOT NULL DEFAULT 0,
  commission_points INTEGER NOT NULL DEFAULT 0,
  is_delivery INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX offer_deal ON offer (deal_id);
CREATE INDEX offer_product ON offer (product_id);
CREATE TABLE taken (
  offer_id TEXT NOT NULL, person_id TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (offer_id, person_id)
);
CREATE TABLE taken_home (
  offer_id TEXT NOT NULL, household BLOB NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (offer_id, household)
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
  pays_at_pickup INTEGER NOT NULL DEFAULT 0, hold_until INTEGER NOT NULL,
  paid_at INTEGER,
  cancelled_at INTEGER,
  lapsed_at INTEGER,
  refund_asked_at INTEGER,
  refunded_at INTEGER,
  handed_over_at INTEGER,
  disposed_at INTEGER,
  pickup_code TEXT,
  placed_by TEXT,
  refunded INTEGER NOT NULL DEFAULT 0,
  commission_payable_at INTEGER,
  earned_by TEXT,
  household BLOB
);
CREATE UNIQUE INDEX orders_sequence ON orders (deal_id, sequence);
CREATE INDEX orders_person ON orders (person_id);
CREATE INDEX orders_sold ON orders (deal_id, paid_at) WHERE paid_at IS NOT NULL;
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
  enough INTEGER CHECK (enough > 0),
  coupon_share INTEGER NOT NULL DEFAULT 0,
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
CREATE TABLE door (
  order_id TEXT NOT NULL PRIMARY KEY, door_sealed BLOB NOT NULL, said_at INTEGER NOT NULL
);
CREATE TABLE adoption (
  id TEXT NOT NULL PRIMARY KEY,
  written_down TEXT NOT NULL,
  leader_id TEXT NOT NULL,
  community_id TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  done_at INTEGER,
  adopted_by TEXT
);
CREATE UNIQUE INDEX adoption_written_down ON adoption (written_down, leader_id);
CREATE INDEX adoption_leader ON adoption (leader_id);
CREATE INDEX adoption_adopted_by ON adoption (adopted_by) WHERE adopted_by IS NOT NULL;
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
