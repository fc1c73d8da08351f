public import Kernel
public import Ports

/// What a letter that waits to be sent has to say and a job must not: the code.
public struct KeptLetter: Hashable, Sendable {
  /// A letter's id.
  public typealias ID = Identifier<KeptLetter>

  /// That of the invitation, or of the driver who is invited. A new code replaces the one before.
  public let id: ID
  /// The code, sealed where secrets are.
  public let code: KeptSecret
  /// Until when the code is good.
  public let endsAt: Instant

  /// A letter as it is kept.
  public init(id: ID, code: KeptSecret, endsAt: Instant) {
    self.id = id
    self.code = code
    self.endsAt = endsAt
  }

  /// What a code is sealed for.
  @Sendable public static func place(of id: ID) -> String { "fleet_letters.code:\(id)" }
}

/// Letters as the job that sends them reads them.
public protocol LetterReading: Sendable {
  /// A letter; nil when there is none, as it was sent.
  func letter(_ id: KeptLetter.ID) async throws -> KeptLetter?

  /// Forgets a letter, as it was sent; not one whose code was replaced meanwhile.
  func forget(_ letter: KeptLetter) async throws
}

/// Letters within a unit of work.
public protocol LetterRows {
  /// Keeps a letter instead of one of the same id, and forgets those that are of no use any more.
  func keep(_ letter: KeptLetter, at now: Instant) throws
}
