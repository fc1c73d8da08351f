/// What Postgres means by an SQLSTATE (its manual, appendix A), as far as callers act on it. This
/// is the one place that knows codes.
///
/// Every error of a statement says that nothing of its transaction was done, but for those whose
/// meaning is `outcomeUnknown`. What ends the session besides is `ServerFailure.isFatal`.
enum SQLStateMeaning: Hashable, CaseIterable {
  /// A rule of the schema refused the row.
  case unique, foreignKey, check, notNull
  /// One of our triggers refused the change.
  case immutable
  /// The transaction lost against another one: run it again.
  case conflict
  /// This session only reads; another one may lead to a server that writes.
  case readOnly
  /// This session is in no state to do anything; another one is.
  case spoiledSession
  /// Somebody else has a lock: wait apart, then try later.
  case locked
  /// The time was over, or an operator cancelled the statement: try later.
  case cancelled
  /// A limit of the server was reached: try later.
  case exhausted
  /// No room on the server's disk: try later.
  case diskFull
  /// The server starts, stops, or ends the session: try elsewhere, then later.
  case unreachable
  /// A table, a column or the schema is not there: somebody has changed it under the server.
  case foreignSchema
  /// An operator has to change something: try later.
  case refused
  /// The server's files or machine fail: try later.
  case failing
  /// Nobody knows whether the transaction has happened.
  case outcomeUnknown
  /// A mistake in our code.
  case fault

  /// The meaning of a code of five letters; that of its class where the code has none of its own.
  init(_ code: String) {
    self = Self.codes[code] ?? Self.classes[String(code.prefix(2))] ?? .fault
  }

  private static let codes: [String: SQLStateMeaning] = [
    // An exclusion constraint is a unique key with operators of its own.
    "23505": .unique, "23P01": .unique,
    "23503": .foreignKey, "23001": .foreignKey,
    "23514": .check, "44000": .check,
    "23502": .notNull,
    "AT001": .immutable,
    // Whether it happened nobody can say, not even who says so.
    "08007": .outcomeUnknown, "40003": .outcomeUnknown,
    // A wrong message is ours; the others of its class are the network's.
    "08P01": .fault,
    // A rule that the transaction breaks: it will be broken again.
    "40002": .fault,
    "72000": .conflict,
    "25006": .readOnly,
    // A transaction of somebody else's, which we have not begun, or whose time was over.
    "25P02": .spoiledSession, "25P03": .spoiledSession, "25P04": .spoiledSession,
    "42P01": .foreignSchema, "42703": .foreignSchema, "3F000": .foreignSchema,
    "42501": .refused,
    "53100": .diskFull,
    "55006": .locked, "55P03": .locked,
    "57000": .cancelled, "57014": .cancelled,
    // What was promised of one session is not so in another; a mistake in ours.
    "55000": .fault, "55P02": .fault, "55P04": .fault,
  ]

  private static let classes: [String: SQLStateMeaning] = [
    "08": .unreachable,
    "28": .refused,
    "3D": .refused,
    "40": .conflict,
    "53": .exhausted,
    "57": .unreachable,
    "58": .failing,
    "F0": .refused,
    "XX": .failing,
  ]
}
