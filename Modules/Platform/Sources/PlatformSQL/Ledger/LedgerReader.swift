import Kernel
import Ledger
import Storage

/// Makes accounts and transfers of rows. Which units there are is the program's to say.
struct LedgerReader: Sendable, Hashable {
  let units: UnitSet

  func account(row: Row) throws -> LedgerAccount {
    LedgerAccount(
      id: try row.get(0, as: LedgerAccount.ID.self),
      terms: AccountTerms(
        owner: Owner(
          kind: try Self.kind(row.get(12, as: String.self)),
          id: try row.get(1, as: UserID.self).rawValue),
        code: try row.get(2, as: String.self), unit: try unit(row.get(3, as: String.self)),
        mayOverdraw: try row.get(4, as: Bool.self)),
      debitsPending: try row.get(6, as: Int64.self), debitsPosted: try row.get(7, as: Int64.self),
      creditsPending: try row.get(8, as: Int64.self),
      creditsPosted: try row.get(9, as: Int64.self), isClosed: try row.get(5, as: Bool.self),
      lastSequence: try row.get(10, as: Int64.self), lastHash: try row.get(11, as: [UInt8].self))
  }

  func transfer(row: Row) throws -> Transfer {
    Transfer(
      id: try row.get(0, as: Transfer.ID.self), step: try Self.step(row, 16),
      debit: Transfer.Side(
        account: try row.get(1, as: LedgerAccount.ID.self),
        owner: try Self.owner(row, id: 7, kind: 14),
        sequence: try row.get(9, as: Int64.self), balanceAfter: try row.get(11, as: Int64.self)),
      credit: Transfer.Side(
        account: try row.get(2, as: LedgerAccount.ID.self),
        owner: try Self.owner(row, id: 8, kind: 15),
        sequence: try row.get(10, as: Int64.self), balanceAfter: try row.get(12, as: Int64.self)),
      amount: Money(
        minorUnits: try row.get(3, as: Int64.self), unit: try unit(row.get(4, as: String.self))),
      kind: try row.get(5, as: String.self), note: try row.get(6, as: String?.self),
      postedAt: try row.get(13, as: Instant.self))
  }

  /// An owner of a column for its id and one for its kind, which is NULL where the id tells it.
  static func owner(_ row: Row, id: Int, kind: Int) throws -> Owner {
    Owner(
      id: try row.get(id, as: UserID.self).rawValue,
      storedKind: try row.get(kind, as: String?.self).map(Self.kind))
  }

  /// A step of three columns: its word, the hold that it ended, and its deadline.
  static func step(_ row: Row, _ first: Int) throws -> Transfer.Step {
    guard let word = try row.get(first, as: String?.self) else { return .post }
    switch StepWord(rawValue: word) {
    case .hold: return .hold(until: try row.get(first + 2, as: Instant?.self))
    case .settle: return .settle(of: try row.get(first + 1, as: Transfer.ID.self))
    case .void: return .void(of: try row.get(first + 1, as: Transfer.ID.self))
    case .expire: return .expire(of: try row.get(first + 1, as: Transfer.ID.self))
    case nil: throw UnknownLedgerWord(word: word)
    }
  }

  private static func kind(_ word: String) throws -> Owner.Kind {
    guard let kind = Owner.Kind(word) else { throw UnknownLedgerWord(word: word) }
    return kind
  }

  private func unit(_ code: String) throws -> Unit {
    guard let unit = units[code] else { throw UndeclaredUnit(code: code) }
    return unit
  }
}

/// The words of `ledger_transfers.step`; what moves its amount at once has none.
enum StepWord: String {
  case hold, settle, void, expire

  init?(_ step: Transfer.Step) {
    switch step {
    case .post: return nil
    case .hold: self = .hold
    case .settle: self = .settle
    case .void: self = .void
    case .expire: self = .expire
    }
  }
}

/// A word in the database that this version of the program does not know.
struct UnknownLedgerWord: Error, CustomStringConvertible {
  let word: String
  var description: String { "the ledger holds '\(word)', which this version does not know" }
}

/// The ledger holds amounts of a unit that the program was not told of: a context that is not
/// configured, or a currency that was changed.
public struct UndeclaredUnit: Error, Hashable, Sendable, CustomStringConvertible {
  /// The unit's code.
  public let code: String

  /// Makes the error.
  public init(code: String) {
    self.code = code
  }

  /// Names the unit.
  public var description: String {
    "the ledger holds amounts in '\(code)', a unit that no configured context declares"
  }
}
