-- What comes after the pickup on PostgreSQL: goods nobody came for, reminders, and what neighbours say of a hand-over.

CREATE TABLE uncollected (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('tomorrow', 'neighbour', 'disposed')),
  decided_at bigint NOT NULL,
  by uuid NOT NULL,
  kept_until bigint,
  neighbour_sealed bytea,
  pays text CHECK (pays IN ('brand', 'leader', 'resident')),
  hand_over_id uuid,
  refund_due bigint,
  paid_back_at bigint,
  undone_at bigint,
  undone_by uuid
);
CREATE INDEX uncollected_order ON uncollected (order_id);
CREATE INDEX uncollected_decided ON uncollected (decided_at);
CREATE INDEX uncollected_refund ON uncollected (refund_due) WHERE refund_due IS NOT NULL AND paid_back_at IS NULL AND undone_at IS NULL;
CREATE TABLE pickup_reminder (
  order_id uuid PRIMARY KEY, last_at bigint NOT NULL, times integer NOT NULL
);
CREATE TABLE receipt (
  hand_over_id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  received_at bigint,
  disputed_at bigint,
  words_sealed bytea,
  settled_at bigint,
  settled_by uuid,
  answer_sealed bytea
);
CREATE INDEX receipt_order ON receipt (order_id);
CREATE INDEX receipt_disputed ON receipt (disputed_at) WHERE disputed_at IS NOT NULL AND settled_at IS NULL;
CREATE TABLE pickup_slot (
  id uuid PRIMARY KEY, deal_id uuid NOT NULL, pickup_point_id uuid NOT NULL, from_at bigint NOT NULL, until_at bigint NOT NULL, capacity integer NOT NULL CHECK (capacity > 0)
);
CREATE INDEX pickup_slot_deal ON pickup_slot (deal_id);
CREATE TABLE slot_choice (
  order_id uuid PRIMARY KEY, slot_id uuid NOT NULL, chosen_at bigint NOT NULL
);
CREATE INDEX slot_choice_slot ON slot_choice (slot_id);
