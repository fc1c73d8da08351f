public import Events
public import Kernel
public import Ledger
public import Ports

/// What a context's transaction does beside its own rows: money, events, jobs, the audit trail and
/// the answer under the request's idempotency key. All of it commits together with the rows, or
/// none of it does.
///
/// It is used within one transaction, on one thread, and never after it. The order in which locks
/// are taken is the same in every unit of work (`SQLWork`): the context locks its own rows first,
/// in the order of their ids, then posts, once.
public protocol Work {
  /// Has users stay until this unit of work is over, because it gives them something that would
  /// keep them: a booking, a seat, a binding. It is called before any other row is locked. Accounts
  /// of the ledger need it not, as they close with their user (`LeaverAccounts`).
  ///
  /// It does not ask whether there is such a user: who takes an id from outside asks the directory
  /// first (`UserDirectory`).
  /// - Throws: `UserLeaving` if one of them is leaving or has left, or the store's error.
  func requirePresent(_ users: [UserID]) throws

  /// Locks accounts, and says what may be spent of each: nothing of one that is closed. Those that
  /// do not exist are opened. It stays so until this unit of work is over, save for what it posts
  /// itself, so that it can decide what to post by it.
  ///
  /// It is called at most once, before `post`, and names every account that the orders will name:
  /// accounts are locked in one order.
  /// - Throws: `PostedTwice` where it comes second, or the store's error.
  func available(in accounts: [AccountTerms]) throws -> [AccountTerms: Money]

  /// Posts orders on the ledger: all or none.
  ///
  /// It is called once in a unit of work, with all that is to move, so that the accounts are
  /// locked in one order.
  /// - Returns: the transfers, in the order of the orders.
  /// - Throws: the `TransferRejection` of the first order that is refused, `PostedTwice`,
  ///   `AccountNotLocked`, or the store's error.
  @discardableResult
  func post(_ orders: [TransferOrder]) throws -> [Transfer]

  /// Publishes an event: it is handed on after the commit, at least once, and in order with the
  /// other events of its aggregate.
  /// - Throws: `ForeignName` if its type is another context's, `EventTooLarge` if its data is more
  ///   than clients can be told, or what its data throws.
  func publish(_ event: Event) throws

  /// Notes that this unit of work is what a subscriber does about an event. It is called before any
  /// other row is changed.
  /// - Returns: false if the subscriber has acted on the event before: there is nothing to do.
  /// - Throws: the store's error.
  func receive(_ event: RelayedEvent.ID, by subscriber: String) throws -> Bool

  /// Enqueues a job, which runs after the commit, at least once.
  /// - Parameters:
  ///   - at: when it becomes due, by the clock of its queue; nil for at once.
  ///   - unique: what it is unique by while it is unfinished; a second one is then not enqueued.
  /// - Throws: `ForeignName` if its kind is another context's, or what its arguments throw.
  func enqueue(_ job: some Job, at: Instant?, unique: UniqueKey?) throws

  /// Tells a user something: it is kept until they have read it, and their open sockets hear of it.
  /// Nothing is kept for somebody who has left.
  /// - Throws: `ForeignName` if the event is another context's.
  func notify(_ notification: Notification, _ user: UserID) throws

  /// Ends the job that this unit of work is the effect of: both commit, or neither does. So the
  /// effect happens once, however often the job is begun.
  /// - Throws: `JobTaken` if the attempt is not the job's any more.
  func complete(_ run: JobRun) throws

  /// Appends an audit entry.
  /// - Throws: `ForeignName` if its action is another context's.
  func record(_ entry: AuditEntry) throws

  /// The answer that is kept under a key, or nil if the key is new.
  /// - Throws: `IdempotencyKeyReused` if the key came with another body, `IdempotencyKeyBusy` if a
  ///   lone transfer holds it, or the store's error.
  func answer(for key: IdempotencyKey) throws -> StoredAnswer?

  /// Keeps an answer under a key for 24 hours of machine time.
  /// - Throws: `AnswerTooLarge`.
  func keep(_ answer: StoredAnswer, for key: IdempotencyKey) throws
}

extension Work {
  /// Enqueues a job that is due at once.
  public func enqueue(_ job: some Job, unique: UniqueKey? = nil) throws {
    try enqueue(job, at: nil, unique: unique)
  }
}

/// Runs units of work that touch no rows but those of the platform. A context with tables of its
/// own has a store that runs them together with its rows.
public protocol UnitsOfWork: Sendable {
  /// Runs a unit of work. It is durable when the call returns; when `body` throws, nothing of it
  /// happened. The body may run more than once, and must have no effect besides the work.
  ///
  /// If the key in `once` was answered before, throws that answer as `Replay`. Otherwise keeps the
  /// answer to the value that `body` returns, or to the final refusal that it throws.
  /// - Throws: what `body` throws, `Replay`, `IdempotencyKeyReused`, `IdempotencyKeyBusy`, or the
  ///   store's error.
  func run<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any Work) throws -> Value
  ) async throws -> Value

  /// Throws the answer that is kept under a key as `Replay`; returns if the key is new.
  /// - Throws: `Replay`, `IdempotencyKeyReused`, `IdempotencyKeyBusy`, or the store's error.
  func replay(_ key: IdempotencyKey) async throws

  /// Posts on the ledger as `Ledger.post` does, in a batch with whatever else arrives, and tells of
  /// it in the same transaction. Nothing is told of what is refused, or was posted before.
  ///
  /// It is for money that moves alone, and costs a fraction of a unit of work.
  /// - Throws: `ForeignName`, `EventTooLarge`, or as `Ledger.post` does.
  func post(_ posting: Posting, telling news: Announcement) async throws -> PostingOutcome
}

/// What is told of a posting.
public struct Announcement: Sendable {
  /// The event that it was made. Its aggregate is the transfer, which has no other event.
  public let event: Event
  /// Who is told what.
  public let notifications: [(user: UserID, content: Notification)]

  /// Puts it together.
  public init(_ event: Event, notifying: [(user: UserID, content: Notification)] = []) {
    self.event = event
    notifications = notifying
  }
}

/// A unit of work posted a second time: what it moves belongs into one call.
public struct PostedTwice: Error, Sendable, Hashable {
  /// Makes the error.
  public init() {}
}

/// A unit of work that has locked accounts names another one in an order.
public struct AccountNotLocked: Error, Sendable, Hashable {
  /// The account.
  public let terms: AccountTerms

  /// Makes the error.
  public init(terms: AccountTerms) {
    self.terms = terms
  }
}

/// An answer is larger than what is kept of one: `StoredAnswer.largestBody`.
public struct AnswerTooLarge: Error, Sendable, Hashable {
  /// How many octets it has.
  public let octets: Int

  /// Makes the error.
  public init(octets: Int) {
    self.octets = octets
  }
}

/// An event's data is more than is handed on: `largestData`.
public struct EventTooLarge: Error, Sendable, Hashable {
  /// The most octets that an event's data may have as JSON: 64 KiB. Publish ids, and have readers
  /// ask for the rest.
  public static let largestData = 65_536

  /// The event's type.
  public let type: String
  /// How many octets its data has.
  public let octets: Int

  /// Makes the error.
  public init(type: String, octets: Int) {
    self.type = type
    self.octets = octets
  }
}

/// An event's type, a job's kind or an audit entry's action does not begin with the context's name.
public struct ForeignName: Error, Sendable, Hashable {
  /// The name.
  public let name: String
  /// The context that used it.
  public let context: String

  /// Makes the error.
  public init(name: String, context: String) {
    self.name = name
    self.context = context
  }
}
