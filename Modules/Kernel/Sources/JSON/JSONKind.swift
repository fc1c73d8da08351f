/// The seven things that a JSON value can be. `true` and `false` are told apart, so that a value
/// can be switched over without asking twice.
public enum JSONKind: UInt8, Hashable, Sendable {
  case object, array, string, number
  case `true`, `false`, null
}
