public import Kernel
public import Payments
import Ports

/// A bank account that a user wants withdrawals to go to.
public struct LinkedBank: Hashable, Sendable {
  /// A linked account's id.
  public typealias ID = Identifier<LinkedBank>

  /// Whether it is known to be the user's.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// The bank has not told, or tells a name that differs: a person decides.
    case pending
    /// It is theirs.
    case verified
    /// It is not, or there is no such account.
    case rejected
  }

  /// Its id.
  public let id: ID
  /// Whose it is said to be.
  public let userID: UserID
  /// The account.
  public let account: BankAccount
  /// The bank's name.
  public let bankName: String
  /// When it was linked.
  public let createdAt: Instant
  /// Whose it is, as the bank writes it; nil until the bank has told.
  public internal(set) var accountName: String?
  /// Whether it is known to be the user's.
  public internal(set) var state: State
  /// Whether it is the one that is meant unless another is named.
  public internal(set) var isPrimary: Bool
  /// How often it was changed, from 1.
  public internal(set) var version: Int64

  /// A linked account as a store keeps it; a new one unless more is given.
  public init(
    id: ID, userID: UserID, account: BankAccount, bankName: String, createdAt: Instant,
    accountName: String? = nil, state: State = .pending, isPrimary: Bool = false,
    version: Int64 = 1
  ) {
    self.id = id
    self.userID = userID
    self.account = account
    self.bankName = bankName
    self.createdAt = createdAt
    self.accountName = accountName
    self.state = state
    self.isPrimary = isPrimary
    self.version = version
  }

  /// Takes in whose account it is, as the bank tells.
  /// - Parameter distance: in how many letters the name may differ from the user's.
  mutating func hear(_ name: AccountName?, user: String, within distance: Int) {
    guard state == .pending else { return }
    version += 1
    guard let name else {
      state = .rejected
      return
    }
    accountName = name.text
    if HolderName(name.text).isNamesake(of: HolderName(user), within: distance) {
      state = .verified
    }
  }

  /// Takes in what its user is found to be called. An account that was verified by another name, as
  /// users may change theirs until then, waits for a person.
  /// - Returns: whether it waits since.
  mutating func hear(holder: String, within distance: Int) -> Bool {
    guard state == .verified, let accountName,
      !HolderName(accountName).isNamesake(of: HolderName(holder), within: distance)
    else { return false }
    state = .pending
    version += 1
    return true
  }

  /// Decides for a person.
  mutating func decide(_ state: State) {
    self.state = state
    version += 1
  }

  /// Makes it the one that is meant, or not.
  mutating func setPrimary(_ isPrimary: Bool) {
    self.isPrimary = isPrimary
    version += 1
  }

  /// Its state for the audit trail.
  var audited: String {
    AuditText([("state", state.rawValue), ("account_name", accountName)]).text
  }
}

/// Why a bank account is not linked or changed, in order of precedence.
public enum BankRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such account.
  case notFound
  /// No bank has this code.
  case unknownBank
  /// The bank has no such account.
  case unknownAccount
  /// The user has linked it.
  case alreadyLinked
  /// The user has linked as many as one can.
  case tooMany
  /// A withdrawal to it is under way.
  case inUse
  /// It was decided already whether it is theirs.
  case alreadyDecided
}
