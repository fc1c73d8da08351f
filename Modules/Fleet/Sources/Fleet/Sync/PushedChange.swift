public import Kernel
import Synchronization

/// What became of a change that a client made while it was offline. It is kept for 90 days, so that
/// a change that is pushed again is answered as before.
public struct PushedChange: Hashable, Sendable {
  /// What a change's id is the id of.
  public enum Tag {}
  /// A change's id, which its client made.
  public typealias ID = Identifier<Tag>

  /// What was changed.
  public let record: SyncRecord
  /// What became of it.
  public let outcome: Outcome

  /// What became of a change.
  public enum Outcome: Hashable, Sendable {
    /// It was made, and the record has this version since; nil where nothing had to be changed.
    case applied(version: Int64?)
    /// It was refused as its route refuses it.
    case refused(SyncConflict)
  }

  /// For how many days it is kept.
  public static let daysKept = 90

  /// Makes one.
  public init(record: SyncRecord, outcome: Outcome) {
    self.record = record
    self.outcome = outcome
  }
}

/// How a route refuses a change.
public struct SyncConflict: Hashable, Sendable {
  /// The number that the route's refusal goes by.
  public let status: Int
  /// Its stable name.
  public let code: String
  /// The fields at fault, as JSON; nil where none are.
  public let errors: String?

  /// Makes a conflict.
  public init(status: Int, code: String, errors: String?) {
    self.status = status
    self.code = code
    self.errors = errors
  }
}

/// A change that is being made: whatever unit of work makes it keeps that it did.
///
/// Services know nothing of pushes. Who pushes a change calls the service within `making`, and the
/// store writes down in the unit of work that notes a change of the record what became of it. That
/// is the first unit of work of the call, and no other: what a service does after a refusal is not
/// the change.
public struct ChangeClaim: Hashable, Sendable {
  /// The change.
  public let id: PushedChange.ID
  /// Who pushed it.
  public let user: UserID
  /// The record that it changes.
  public let record: SyncRecord
  /// The version that the client changed; nil where it does not matter.
  public let baseVersion: Int64?

  /// Makes a claim.
  public init(id: PushedChange.ID, user: UserID, record: SyncRecord, baseVersion: Int64?) {
    self.id = id
    self.user = user
    self.record = record
    self.baseVersion = baseVersion
  }
}

extension ChangeClaim {
  @TaskLocal private static var waiting: ClaimBox?

  /// Does something whose first unit of work makes this change.
  public func making<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    try await Self.$waiting.withValue(ClaimBox(self), operation: body)
  }

  /// The change that a unit of work that begins now is to make, which no later one gets.
  public static func take() -> ChangeClaim? { waiting?.take() }
}

/// Holds a claim for the one unit of work that takes it.
private final class ClaimBox: Sendable {
  private let claim: Mutex<ChangeClaim?>

  init(_ claim: ChangeClaim) {
    self.claim = Mutex(claim)
  }

  func take() -> ChangeClaim? {
    claim.withLock { claim in
      defer { claim = nil }
      return claim
    }
  }
}

/// Why a unit of work did not make a change that was pushed.
public enum ChangeRefusal: Error, Hashable, Sendable, CaseIterable {
  /// It was made before.
  case known
  /// The record has another version than the client changed.
  case versionConflict
}
