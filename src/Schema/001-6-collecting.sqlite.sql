-- What comes after the pickup on SQLite: goods nobody came for, reminders, and what neighbours say of a hand-over.

CREATE TABLE uncollected (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('tomorrow', 'neighbour', 'disposed')),
  decided_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  kept_until INTEGER,
  neighbour_sealed BLOB,
  pays TEXT CHECK (pays IN ('brand', 'leader', 'resident')),
  hand_over_id TEXT,
  refund_due INTEGER,
  paid_back_at INTEGER,
  undone_at INTEGER,
  undone_by TEXT
);
CREATE INDEX uncollected_order ON uncollected (order_id);
CREATE INDEX uncollected_decided ON uncollected (decided_at);
CREATE INDEX uncollected_refund ON uncollected (refund_due) WHERE refund_due IS NOT NULL AND paid_back_at IS NULL AND undone_at IS NULL;
CREATE TABLE pickup_reminder (
  order_id TEXT NOT NULL PRIMARY KEY, last_at INTEGER NOT NULL, times INTEGER NOT NULL
);
CREATE TABLE receipt (
  hand_over_id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  received_at INTEGER,
  disputed_at INTEGER,
  words_sealed BLOB,
  settled_at INTEGER,
  settled_by TEXT,
  answer_sealed BLOB
);
CREATE INDEX receipt_order ON receipt (order_id);
CREATE INDEX receipt_disputed ON receipt (disputed_at) WHERE disputed_at IS NOT NULL AND settled_at IS NULL;
CREATE TABLE pickup_slot (
  id TEXT NOT NULL PRIMARY KEY, deal_id TEXT NOT NULL, pickup_point_id TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, capacity INTEGER NOT NULL CHECK (capacity > 0)
);
CREATE INDEX pickup_slot_deal ON pickup_slot (deal_id);
CREATE TABLE slot_choice (
  order_id TEXT NOT NULL PRIMARY KEY, slot_id TEXT NOT NULL, chosen_at INTEGER NOT NULL
);
CREATE INDEX slot_choice_slot ON slot_choice (slot_id);
