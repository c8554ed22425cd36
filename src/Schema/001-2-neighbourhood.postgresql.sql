-- Neighbourhood: communities, people, roles, messages, sign-in on PostgreSQL. Instants are UTC ticks (bigint), money is fen, weight is grams, days are ISO text.

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
  closes_at_minute integer NOT NULL CHECK (closes_at_minute BETWEEN 0 AND 1440),
  rests_from bigint,
  rests_until bigint,
  rest_reason text,
  map_place text
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
  usual_pickup_point_id uuid,
  erased_at bigint
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
CREATE TABLE home (
  person_id uuid NOT NULL, community_id uuid NOT NULL, door_sealed bytea NOT NULL, household bytea NOT NULL, said_at bigint NOT NULL, separate boolean NOT NULL DEFAULT false,
  PRIMARY KEY (person_id, community_id)
);
CREATE TABLE role (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  kind text NOT NULL CHECK (kind IN ('leader', 'headquarters', 'assistant', 'keeper')),
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
CREATE TABLE authenticator (
  person_id uuid PRIMARY KEY,
  secret_sealed bytea NOT NULL,
  turned_on_at bigint,
  last_step bigint NOT NULL DEFAULT 0
);
CREATE TABLE passkey (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  credential_id bytea NOT NULL,
  name_sealed bytea NOT NULL,
  public_key bytea NOT NULL,
  sign_count bigint NOT NULL,
  transports text NOT NULL,
  is_backup_eligible boolean NOT NULL,
  is_backed_up boolean NOT NULL,
  added_at bigint NOT NULL,
  last_used_at bigint,
  removed_at bigint
);
CREATE UNIQUE INDEX passkey_credential ON passkey (credential_id);
CREATE INDEX passkey_person ON passkey (person_id);
CREATE TABLE sign_in_code (
  phone_lookup bytea PRIMARY KEY,
  code_hash bytea NOT NULL,
  sent_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  wrong_tries integer NOT NULL DEFAULT 0
);
CREATE TABLE retained (
  person_id uuid PRIMARY KEY,
  sealed bytea NOT NULL,
  made_at bigint NOT NULL,
  kept_until bigint NOT NULL
);
CREATE INDEX retained_until ON retained (kept_until);
CREATE TABLE consent (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('service', 'deal-news')),
  text text NOT NULL,
  given boolean NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX consent_person ON consent (person_id, kind);
CREATE TABLE leader_application (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  community_id uuid NOT NULL,
  words_sealed bytea,
  applied_at bigint NOT NULL,
  withdrawn_at bigint,
  decided_at bigint,
  accepted boolean,
  reason text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX leader_application_waiting ON leader_application (person_id) WHERE decided_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX leader_application_person ON leader_application (person_id, applied_at);
CREATE TABLE leader_file (
  person_id uuid PRIMARY KEY REFERENCES person (id),
  grade text NOT NULL CHECK (grade IN ('probation', 'regular', 'senior')),
  rests_since bigint,
  rests_until bigint,
  rests_by_headquarters boolean NOT NULL DEFAULT false,
  rest_reason text NOT NULL DEFAULT ''
);
CREATE TABLE leader_paper (
  person_id uuid NOT NULL REFERENCES person (id),
  kind text NOT NULL CHECK (kind IN ('agreement', 'identity', 'health')),
  valid_until text,
  seen_at bigint NOT NULL,
  seen_by uuid NOT NULL,
  warned_days integer,
  PRIMARY KEY (person_id, kind)
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
CREATE TABLE machine_token (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id),
  name text NOT NULL,
  scopes bigint NOT NULL,
  made_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  revoked_at bigint
);
CREATE INDEX machine_token_person ON machine_token (person_id);
CREATE INDEX machine_token_revoked ON machine_token (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE TABLE attempt (
  bucket text PRIMARY KEY, window_start bigint NOT NULL, count integer NOT NULL
);
