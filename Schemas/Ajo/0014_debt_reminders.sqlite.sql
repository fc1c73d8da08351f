-- Who owes something is reminded after the end of a circle, too.
CREATE INDEX ajo_circles_remind_ended ON ajo_circles (remind_at, id)
  WHERE state IN ('completed', 'cancelled');
