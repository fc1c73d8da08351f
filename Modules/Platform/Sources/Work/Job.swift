/// Work that is done after a commit, at least once: it must be safe to repeat, and a job that moves
/// money carries the id of its transfer. Its stored properties are its arguments.
public protocol Job: Codable, Sendable {
  /// The kind, as it is kept with the job: `<context>.<what>`, such as `ajo.pay_out`.
  static var kind: String { get }

  /// How often it is tried before it is given up, 1 or more.
  static var maxAttempts: Int { get }
}

extension Job {
  /// Twenty-five attempts, which with growing pauses are about three weeks.
  public static var maxAttempts: Int { 25 }
}

/// What a job is unique by among the unfinished jobs of its kind.
public enum UniqueKey: Hashable, Sendable {
  /// All its arguments.
  case byArguments
  /// A name of one's own.
  case named(String)
}
