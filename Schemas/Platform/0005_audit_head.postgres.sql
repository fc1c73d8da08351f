-- The end of the audit trail stays where it is kept, and only moves on: without its last row, rows
-- could be cut off the trail's end and nothing would show.

CREATE TRIGGER platform_audit_head_kept BEFORE INSERT OR DELETE ON platform_audit_head
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER platform_audit_head_not_truncated BEFORE TRUNCATE ON platform_audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();

CREATE FUNCTION platform_guard_audit_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'platform_audit_head only moves on' USING ERRCODE = 'AT001';
END
$$;
CREATE TRIGGER platform_audit_head_guarded BEFORE UPDATE ON platform_audit_head
  FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.sequence <= OLD.sequence)
  EXECUTE FUNCTION platform_guard_audit_head();
