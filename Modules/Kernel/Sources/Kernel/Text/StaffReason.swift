/// Why somebody of the staff did something: kept in the audit trail.
public enum StaffReason {
  /// How long it may be, in characters (Unicode scalars).
  public static let length = 3...280
}
