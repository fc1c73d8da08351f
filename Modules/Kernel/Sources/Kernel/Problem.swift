/// A kind of refusal that clients may rely on (RFC 9457).
public struct ProblemKind: Hashable, Sendable {
  /// The HTTP status, 400–599.
  public let status: Int
  /// The stable name, in snake_case.
  public let code: String
  /// The kind in words, the same for every occurrence.
  public let title: String

  /// Makes a kind. Contexts declare theirs as static members.
  public init(status: Int, code: String, title: String) {
    self.status = status
    self.code = code
    self.title = title
  }
}

/// A refusal as the client sees it. A handler throws it, and it becomes the answer.
public struct Problem: Error, Sendable {
  /// Which refusal.
  public let kind: ProblemKind
  /// What happened this time, for a person to read. Never internals.
  public let detail: String?
  /// The fields at fault, all of them.
  public let fields: [FieldError]
  /// After how many seconds another attempt makes sense.
  public let retryAfterSeconds: Int?
  /// Further header fields of the answer.
  public let headers: [(String, String)]
  /// Members of the answer beyond those that every problem has (RFC 9457, 3.2), such as the token
  /// with which a sign-in goes on.
  public let members: [(name: String, value: String)]
  /// Further members that are lists of objects, such as the reasons of several contexts.
  public let lists: [(name: String, objects: [[(name: String, value: String)]])]
  /// Further members that are no texts, such as the number of what is left.
  public let details: [(name: String, value: ProblemDetail)]

  /// A refusal of this kind, with whatever is to be said beyond the kind.
  public init(
    _ kind: ProblemKind, detail: String? = nil, fields: [FieldError] = [],
    retryAfterSeconds: Int? = nil, headers: [(String, String)] = [],
    members: [(name: String, value: String)] = [],
    lists: [(name: String, objects: [[(name: String, value: String)]])] = [],
    details: [(name: String, value: ProblemDetail)] = []
  ) {
    self.kind = kind
    self.detail = detail
    self.fields = fields
    self.retryAfterSeconds = retryAfterSeconds
    self.headers = headers
    self.members = members
    self.lists = lists
    self.details = details
  }

  /// The refusal of an input with invalid fields.
  public init(_ errors: ValidationErrors) {
    self.init(.validation, fields: errors.errors)
  }
}

/// A member of a refusal.
public indirect enum ProblemDetail: Sendable {
  case text(String)
  case number(Int64)
  case list([ProblemDetail])
  case object([(name: String, value: ProblemDetail)])
}

/// An error that may pass: something is unavailable now. Answered by 503 with `Retry-After`.
public protocol Unavailability: Error {
  /// After how many seconds another attempt makes sense, 1 or more.
  var retryAfterSeconds: Int { get }
  /// Whether it is known that nothing was done. If not, the change may have been made, and whoever
  /// sends it again may make it twice.
  var isOutcomeKnown: Bool { get }
}

extension Unavailability {
  /// True: nothing was done.
  public var isOutcomeKnown: Bool { true }
}
