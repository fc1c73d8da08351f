public import Kernel

/// Accounts and top-ups as anybody reads them.
public protocol AccountReading: Sendable {
  /// An account with what is on it.
  func account(_ id: FuelAccount.ID) async throws -> AccountView?

  /// Up to `limit` accounts of somebody's companies, the newest first; of all companies for staff.
  /// - Parameter company: only those with this company on one side.
  func accounts(
    of standing: Standing, with company: Company.ID?, before place: FuelAccount.ID?, limit: Int
  ) async throws -> [AccountView]

  /// Up to `limit` top-ups of an account, the newest first.
  func topUps(
    of account: FuelAccount.ID, before place: TopUpPlace?, limit: Int
  ) async throws -> [TopUp]

  /// A top-up of an account.
  func topUp(_ id: TopUp.ID, of account: FuelAccount.ID) async throws -> TopUp?
}

/// Accounts and top-ups within a unit of work.
public protocol AccountRows {
  /// Locks a supplier and a consumer, and reads the account between them; nil where one is none of
  /// its kind.
  func lockSides(supplier: Company.ID, consumer: Company.ID) throws -> TradeSides?

  /// Whether there is a live company of this id, and which side of a sale it is on.
  func companyType(_ id: Company.ID) throws -> CompanyType?

  /// Locks an account.
  func lockAccount(_ id: FuelAccount.ID) throws -> FuelAccount?

  /// Locks all accounts of a company, in one order for all.
  func lockAccounts(of company: Company.ID) throws -> [FuelAccount]

  /// What is on an account.
  func balances(of account: FuelAccount) throws -> AccountView

  /// What may be spent of an account.
  func available(on account: FuelAccount.ID, in unit: Unit) throws -> Money

  /// Keeps a new account.
  func insert(_ account: FuelAccount) throws

  /// Keeps a changed account.
  func update(_ account: FuelAccount) throws

  /// Locks a top-up, whoever's account it is on.
  func lockTopUp(_ id: TopUp.ID) throws -> TopUp?

  /// Keeps a new top-up.
  /// - Returns: false, and nothing is kept, if an unreversed one of the supplier has its reference.
  func insert(_ topUp: TopUp) throws -> Bool

  /// Keeps a reversed top-up.
  func update(_ topUp: TopUp) throws
}

/// An account, and what is on it.
public struct AccountView: Hashable, Sendable {
  /// The account.
  public let account: FuelAccount
  /// Its dinars.
  public let money: AccountBalance
  /// Its litres.
  public let liters: AccountBalance

  /// Puts a view together.
  public init(_ account: FuelAccount, money: AccountBalance, liters: AccountBalance) {
    self.account = account
    self.money = money
    self.liters = liters
  }

  /// What is on it in one unit.
  public func balance(in unit: Unit) -> AccountBalance { unit == .litres ? liters : money }
}

extension AccountBalance {
  /// What may be spent and what is held.
  public var balance: Money {
    Money(minorUnits: available.minorUnits + held.minorUnits, unit: available.unit)
  }
}

/// A place in a list of top-ups.
public struct TopUpPlace: Hashable, Sendable {
  /// When the top-up before it was made.
  public let at: Instant
  /// The top-up before it.
  public let id: TopUp.ID

  /// Makes a place.
  public init(at: Instant, id: TopUp.ID) {
    self.at = at
    self.id = id
  }
}
