-- Neighbourhood: communities, people, roles, messages, sign-in on SQLite. Instants are UTC ticks, money is fen, weight is grams, ids and days are text.

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
  closes_at_minute INTEGER NOT NULL CHECK (closes_at_minute BETWEEN 0 AND 1440),
  rests_from INTEGER,
  rests_until INTEGER,
  rest_reason TEXT,
  map_place TEXT
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
  usual_pickup_point_id TEXT,
  erased_at INTEGER
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
CREATE TABLE home (
  person_id TEXT NOT NULL, community_id TEXT NOT NULL, door_sealed BLOB NOT NULL, household BLOB NOT NULL, said_at INTEGER NOT NULL, separate INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person_id, community_id)
);
CREATE TABLE role (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('leader', 'headquarters', 'assistant', 'keeper')),
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
CREATE TABLE authenticator (
  person_id TEXT NOT NULL PRIMARY KEY,
  secret_sealed BLOB NOT NULL,
  turned_on_at INTEGER,
  last_step INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE passkey (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  credential_id BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  public_key BLOB NOT NULL,
  sign_count INTEGER NOT NULL,
  transports TEXT NOT NULL,
  is_backup_eligible INTEGER NOT NULL,
  is_backed_up INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  last_used_at INTEGER,
  removed_at INTEGER
);
CREATE UNIQUE INDEX passkey_credential ON passkey (credential_id);
CREATE INDEX passkey_person ON passkey (person_id);
CREATE TABLE sign_in_code (
  phone_lookup BLOB NOT NULL PRIMARY KEY,
  code_hash BLOB NOT NULL,
  sent_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  wrong_tries INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE retained (
  person_id TEXT NOT NULL PRIMARY KEY,
  sealed BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  kept_until INTEGER NOT NULL
);
CREATE INDEX retained_until ON retained (kept_until);
CREATE TABLE consent (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('service', 'deal-news')),
  text TEXT NOT NULL,
  given INTEGER NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX consent_person ON consent (person_id, kind);
CREATE TABLE leader_application (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  community_id TEXT NOT NULL,
  words_sealed BLOB,
  applied_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  decided_at INTEGER,
  accepted INTEGER,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX leader_application_waiting ON leader_application (person_id) WHERE decided_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX leader_application_person ON leader_application (person_id, applied_at);
CREATE TABLE leader_file (
  person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
  grade TEXT NOT NULL CHECK (grade IN ('probation', 'regular', 'senior')),
  rests_since INTEGER,
  rests_until INTEGER,
  rests_by_headquarters INTEGER NOT NULL DEFAULT 0,
  rest_reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE leader_paper (
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('agreement', 'identity', 'health')),
  valid_until TEXT,
  seen_at INTEGER NOT NULL,
  seen_by TEXT NOT NULL,
  warned_days INTEGER,
  PRIMARY KEY (person_id, kind)
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
CREATE TABLE machine_token (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  scopes INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  revoked_at INTEGER
);
CREATE INDEX machine_token_person ON machine_token (person_id);
CREATE INDEX machine_token_revoked ON machine_token (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE TABLE attempt (
  bucket TEXT NOT NULL PRIMARY KEY, window_start INTEGER NOT NULL, count INTEGER NOT NULL
);
