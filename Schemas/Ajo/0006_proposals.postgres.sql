-- What members of circles propose to each other, and what those who are asked answer.

CREATE TABLE ajo_proposals (
  id          uuid PRIMARY KEY,
  circle_id   uuid NOT NULL REFERENCES ajo_circles,
  kind        text NOT NULL CHECK (kind IN ('swap', 'replacement', 'removal')),
  state       text NOT NULL
    CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn', 'lapsed')),
  proposer_id uuid NOT NULL,
  -- Whose turn or seat it is about.
  member_id   uuid NOT NULL,
  -- Who takes the seat over; of replacements alone.
  by_user_id  uuid,
  -- The turns of the proposer, for a swap, and of the member, as they were when it was proposed.
  own_turn    integer,
  turn        integer NOT NULL,
  -- When it ends by itself; never, where there is nothing.
  ends_at     timestamptz,
  created_at  timestamptz NOT NULL,
  ended_at    timestamptz
);
CREATE INDEX ajo_proposals_circle ON ajo_proposals (circle_id, kind, id);
CREATE INDEX ajo_proposals_open ON ajo_proposals (circle_id) WHERE state = 'open';
CREATE INDEX ajo_proposals_member ON ajo_proposals (member_id, state);
CREATE INDEX ajo_proposals_newcomer ON ajo_proposals (by_user_id, state)
  WHERE by_user_id IS NOT NULL;

CREATE TABLE ajo_proposal_answers (
  proposal_id uuid NOT NULL REFERENCES ajo_proposals,
  user_id     uuid NOT NULL,
  approves    boolean NOT NULL,
  answered_at timestamptz NOT NULL,
  PRIMARY KEY (proposal_id, user_id)
);

-- What was paid already of a debt that is not paid in full: out of what a member who was removed
-- had paid ahead. In minor units.
ALTER TABLE ajo_contributions ADD COLUMN settled bigint NOT NULL DEFAULT 0;
