-- Goods: products on PostgreSQL. Instants are UTC ticks (bigint), money is fen, weight is grams, days are ISO text.

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
