-- The end of the audit trail stays where it is kept, and only moves on: without its last row, rows
-- could be cut off the trail's end and nothing would show.

CREATE TRIGGER platform_audit_head_not_inserted BEFORE INSERT ON platform_audit_head
BEGIN SELECT RAISE(ABORT, 'AT001: platform_audit_head is one row'); END;
CREATE TRIGGER platform_audit_head_not_deleted BEFORE DELETE ON platform_audit_head
BEGIN SELECT RAISE(ABORT, 'AT001: platform_audit_head is one row'); END;
CREATE TRIGGER platform_audit_head_guarded BEFORE UPDATE ON platform_audit_head
WHEN NEW.id <> OLD.id OR NEW.sequence <= OLD.sequence
BEGIN SELECT RAISE(ABORT, 'AT001: platform_audit_head only moves on'); END;
