-- What members of circles propose to each other, and what those who are asked answer.

CREATE TABLE ajo_proposals (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  circle_id   BLOB NOT NULL REFERENCES ajo_circles,
  kind        TEXT NOT NULL CHECK (kind IN ('swap', 'replacement', 'removal')),
  state       TEXT NOT NULL
    CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn', 'lapsed')),
  proposer_id BLOB NOT NULL,
  -- Whose turn or seat it is about.
  member_id   BLOB NOT NULL,
  -- Who takes the seat over; of replacements alone.
  by_user_id  BLOB,
  -- The turns of the proposer, for a swap, and of the member, as they were when it was proposed.
  own_turn    INTEGER,
  turn        INTEGER NOT NULL,
  -- When it ends by itself; never, where there is nothing.
  ends_at     INTEGER,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER
) STRICT;
CREATE INDEX ajo_proposals_circle ON ajo_proposals (circle_id, kind, id);
CREATE INDEX ajo_proposals_open ON ajo_proposals (circle_id) WHERE state = 'open';
CREATE INDEX ajo_proposals_member ON ajo_proposals (member_id, state);
CREATE INDEX ajo_proposals_newcomer ON ajo_proposals (by_user_id, state)
  WHERE by_user_id IS NOT NULL;

CREATE TABLE ajo_proposal_answers (
  proposal_id BLOB NOT NULL REFERENCES ajo_proposals,
  user_id     BLOB NOT NULL,
  approves    INTEGER NOT NULL,
  answered_at INTEGER NOT NULL,
  PRIMARY KEY (proposal_id, user_id)
) STRICT;

-- What was paid already of a debt that is not paid in full: out of what a member who was removed
-- had paid ahead. In minor units.
ALTER TABLE ajo_contributions ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
