-- Goods: products on SQLite. Instants are UTC ticks, money is fen, weight is grams, ids and days are text.

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
