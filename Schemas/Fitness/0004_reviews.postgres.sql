-- What somebody has to look at: records that rules have flagged, or that staff doubts.

CREATE TABLE fitness_step_validations (
  id             uuid PRIMARY KEY,
  step_record_id uuid NOT NULL,
  user_id        uuid NOT NULL,
  -- Of the record, which may have been archived since.
  date           date NOT NULL,
  steps          integer NOT NULL CHECK (steps >= 0),
  source         text NOT NULL,
  status         text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
  anomaly_score  smallint NOT NULL CHECK (anomaly_score BETWEEN 0 AND 100),
  -- Names of rules, each between commas: `,cadence,jump,`.
  rules          text NOT NULL,
  reason         text CHECK (length(reason) BETWEEN 1 AND 500),
  -- Who decided; NULL once they have deleted their account.
  reviewer_id    uuid,
  reviewed_at    timestamptz,
  version        bigint NOT NULL CHECK (version > 0),
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL
);
-- One at a time waits for a record.
CREATE UNIQUE INDEX fitness_step_validations_pending ON fitness_step_validations (step_record_id)
  WHERE status = 'pending';
CREATE INDEX fitness_step_validations_created_at ON fitness_step_validations (created_at, id);
CREATE INDEX fitness_step_validations_status
  ON fitness_step_validations (status, created_at, id);
CREATE INDEX fitness_step_validations_user_id
  ON fitness_step_validations (user_id, created_at, id);
CREATE INDEX fitness_step_validations_score ON fitness_step_validations (anomaly_score, id);
CREATE INDEX fitness_step_validations_queue
  ON fitness_step_validations (status, anomaly_score, id);
-- Whose records are turned down too often.
CREATE INDEX fitness_step_validations_rejected ON fitness_step_validations (user_id, reviewed_at)
  WHERE status = 'rejected';
CREATE INDEX fitness_step_validations_reviewer ON fitness_step_validations (reviewer_id)
  WHERE reviewer_id IS NOT NULL;
