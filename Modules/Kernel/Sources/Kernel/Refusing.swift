/// An error that answers for itself: thrown out of a handler, it becomes its problem.
///
/// A context's domain declares the error without a thought of HTTP; its web layer conforms it to
/// this protocol, beside the resource that throws it. The error of a domain with one kind for each
/// case says no more than that:
///
/// ```swift
/// extension ContributionRefusal: Refusing {
///   public var problem: Problem {
///     switch self {
///     case .circleNotActive: Problem(.circleNotActive)
///     case .alreadyPaid: Problem(.alreadyPaid, detail: "This cycle is paid.")
///     }
///   }
/// }
/// ```
public protocol Refusing: Error {
  /// What the client is answered.
  var problem: Problem { get }
  /// Every kind that `problem` may have: what the documentation of a route lists.
  static var kinds: [ProblemKind] { get }
}

extension Refusing where Self: CaseIterable {
  /// The kinds of all cases, each once.
  public static var kinds: [ProblemKind] {
    allCases.reduce(into: []) { kinds, refusal in
      let kind = refusal.problem.kind
      if !kinds.contains(kind) { kinds.append(kind) }
    }
  }
}

/// A refusal without cases or values: there is one way to be refused so.
public protocol PlainRefusal: Error, Hashable, Sendable {
  /// Makes the refusal.
  init()
}

extension Refusing where Self: PlainRefusal {
  /// The one kind.
  public static var kinds: [ProblemKind] { [Self().problem.kind] }
}

extension IdempotencyKeyReused: Refusing {
  /// 422, with the header field at fault.
  public var problem: Problem {
    Problem(
      .idempotencyKeyReused,
      detail: "The first request under this Idempotency-Key had another body. Send another key.",
      fields: [
        FieldError(
          field: "Idempotency-Key", code: "reused",
          message: "This key was used for another request.")
      ])
  }

  /// `idempotency_key_reused`.
  public static var kinds: [ProblemKind] { [.idempotencyKeyReused] }
}

extension IdempotencyKeyBusy: Refusing {
  /// 409: soon it is known what became of the first request.
  public var problem: Problem {
    Problem(
      .idempotencyInProgress, detail: "The first request under this Idempotency-Key is under way.",
      retryAfterSeconds: 1)
  }

  /// `idempotency_in_progress`.
  public static var kinds: [ProblemKind] { [.idempotencyInProgress] }
}
