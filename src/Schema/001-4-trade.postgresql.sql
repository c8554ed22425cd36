-- Trade: deals, orders, waiting, hand-over on PostgreSQL. Instants are UTC ticks (bigint), money is fen, weight is grams, days are ISO text.

-- The tables of the evening rush (orders, order_line, taken, taken_home) carry no foreign keys to people and goods: the intake has
-- locked and checked what they point to, and /health/invariants keeps watch.
CREATE TABLE deal (
  id uuid PRIMARY KEY, leader_id uuid NOT NULL, title text NOT NULL, story text NOT NULL, created_at bigint NOT NULL, copied_from uuid,
  cut_off_due bigint NOT NULL, arrives_on text NOT NULL, pickup_from bigint NOT NULL, pickup_until bigint NOT NULL, opened_at bigint,
  cut_off_at bigint, completed_at bigint, cancelled_at bigint, last_sequence integer NOT NULL DEFAULT 0, steps integer NOT NULL DEFAULT 0,
  minimum_orders integer, formed_at bigint, cases_filled_at bigint, opens_due bigint, scheduled_at bigint, review text NOT NULL DEFAULT 'none', review_reason text,
  pinned_at bigint, hidden_at bigint, binned_at bigint, promised_on text, postponed_at bigint,
  published_at bigint, source_id uuid
);
CREATE TABLE closing (
  id uuid PRIMARY KEY, from_at bigint NOT NULL, until_at bigint NOT NULL, reason text NOT NULL, set_by uuid NOT NULL, set_at bigint NOT NULL,
  lifted_at bigint, daily_from integer, daily_until integer
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
  deal_id uuid NOT NULL, pickup_point_id uuid NOT NULL, community_id uuid NOT NULL, cap integer CHECK (cap > 0), taken integer NOT NULL DEFAULT 0, PRIMARY KEY (deal_id, pickup_point_id)
);
CREATE INDEX deal_place_community ON deal_place (community_id, deal_id);
CREATE TABLE leader_change (
  id uuid PRIMARY KEY, deal_id uuid NOT NULL, from_leader uuid NOT NULL, to_leader uuid NOT NULL, by uuid NOT NULL, reason text NOT NULL,
  asked_at bigint NOT NULL, done_at bigint, declined_at bigint
);
CREATE UNIQUE INDEX leader_change_asked ON leader_change (deal_id) WHERE done_at IS NULL AND declined_at IS NULL;
CREATE INDEX leader_change_deal ON leader_change (deal_id, done_at);
CREATE INDEX leader_change_from ON leader_change (from_leader) WHERE done_at IS NOT NULL;
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
  per_household integer CHECK (per_household > 0),
  gift_for_first integer,
  case_size integer CHECK (case_size > 1),
  taken integer NOT NULL DEFAULT 0,
  commission_points integer NOT NULL DEFAULT 0,
  is_delivery boolean NOT NULL DEFAULT false
);
CREATE INDEX offer_deal ON offer (deal_id);
CREATE INDEX offer_product ON offer (product_id);
CREATE TABLE taken (
  offer_id uuid NOT NULL, person_id uuid NOT NULL, quantity integer NOT NULL, PRIMARY KEY (offer_id, person_id)
);
CREATE TABLE taken_home (
  offer_id uuid NOT NULL, household bytea NOT NULL, quantity integer NOT NULL, PRIMARY KEY (offer_id, household)
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
  pays_at_pickup boolean NOT NULL DEFAULT false, hold_until bigint NOT NULL,
  paid_at bigint,
  cancelled_at bigint,
  lapsed_at bigint,
  refund_asked_at bigint,
  refunded_at bigint,
  handed_over_at bigint,
  disposed_at bigint,
  pickup_code text,
  placed_by uuid,
  refunded bigint NOT NULL DEFAULT 0,
  commission_payable_at bigint,
  earned_by uuid,
  household bytea
);
CREATE UNIQUE INDEX orders_sequence ON orders (deal_id, sequence);
CREATE INDEX orders_person ON orders (person_id);
CREATE INDEX orders_sold ON orders (deal_id, paid_at) WHERE paid_at IS NOT NULL;
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
  enough integer CHECK (enough > 0),
  coupon_share bigint NOT NULL DEFAULT 0,
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
CREATE TABLE door (
  order_id uuid PRIMARY KEY, door_sealed bytea NOT NULL, said_at bigint NOT NULL
);
CREATE TABLE adoption (
  id uuid PRIMARY KEY,
  written_down uuid NOT NULL,
  leader_id uuid NOT NULL,
  community_id uuid NOT NULL,
  made_at bigint NOT NULL,
  done_at bigint,
  adopted_by uuid
);
CREATE UNIQUE INDEX adoption_written_down ON adoption (written_down, leader_id);
CREATE INDEX adoption_leader ON adoption (leader_id);
CREATE INDEX adoption_adopted_by ON adoption (adopted_by) WHERE adopted_by IS NOT NULL;
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
