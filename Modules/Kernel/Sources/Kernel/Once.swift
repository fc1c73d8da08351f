private import Synchronization

/// What a request's idempotency key asks of the unit of work that its effect is made in: to look
/// for the answer that was given before, and to keep the one that is given now.
///
/// A route that takes keys hands one to its handler, and the handler to the service that makes the
/// change. A request without a key has one, too, that keeps nothing, so that there is one way.
public struct Once<Value: Sendable>: Sendable {
  private let unconsumedKey: IdempotencyKey?
  private let answering: @Sendable (Value) throws -> StoredAnswer
  private let refusing: @Sendable (any Error) -> StoredAnswer?
  private let receipt: OnceReceipt?

  /// What to keep under a key.
  /// - Parameters:
  ///   - key: the request's key; nil if it has none, and nothing is kept.
  ///   - receipt: is told when the key was taken over.
  ///   - answer: the answer to a request that succeeded.
  ///   - refusal: the answer to one that was refused with this error, if it is final: one that the
  ///     state of things decided. Nil if a repetition is to be tried anew.
  public init(
    _ key: IdempotencyKey?, receipt: OnceReceipt? = nil,
    answer: @escaping @Sendable (Value) throws -> StoredAnswer,
    refusal: @escaping @Sendable (any Error) -> StoredAnswer?
  ) {
    unconsumedKey = key
    self.receipt = receipt
    answering = answer
    refusing = refusal
  }

  /// For changes that no request asks for, or none with a key.
  public static var unkeyed: Once {
    // Never asked, as there is no key to keep it under.
    Once(nil, answer: { _ in StoredAnswer.none }, refusal: { _ in nil })
  }

  /// Takes the key over: whoever calls this keeps an answer under it, in the transaction of the
  /// effect.
  public func consume() -> IdempotencyKey? {
    receipt?.note()
    return unconsumedKey
  }

  /// The key, for those who look and do not keep.
  public var key: IdempotencyKey? { unconsumedKey }

  /// The answer that is kept for a success.
  public func answer(to value: Value) throws -> StoredAnswer { try answering(value) }

  /// The answer that is kept for a refusal; nil if it is not final.
  public func answer(toRefusal error: any Error) -> StoredAnswer? { refusing(error) }
}

/// Tells whether an idempotency key was taken over by the unit of work that should.
public final class OnceReceipt: Sendable {
  private let noted = Atomic(false)

  /// Not yet.
  public init() {}

  /// Whether the key was taken over.
  public var isNoted: Bool { noted.load(ordering: .relaxed) }

  /// Notes that the key was taken over.
  func note() { noted.store(true, ordering: .relaxed) }
}
