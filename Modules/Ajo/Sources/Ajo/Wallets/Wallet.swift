public import Kernel
public import Ledger
import Ports
public import Work

/// A user's money in one currency, kept on the ledger.
public struct Wallet: Sendable, Hashable {
  /// The wallet's id: that of its ledger account.
  public typealias ID = Identifier<LedgerAccount>

  /// The wallet's id.
  public let id: ID
  /// Whose it is.
  public let userID: UserID
  /// What is in it, held money included.
  public let balance: Money
  /// What may be spent: the balance less what is held.
  public let available: Money
  /// What withdrawals that are under way hold.
  public let held: Money
  /// How many entries it has: changes whenever the wallet does.
  public let version: Int64

  /// The wallet as its ledger account shows it.
  public init(_ account: LedgerAccount) {
    id = account.id
    userID = UserID(rawValue: account.terms.owner.id)
    balance = account.balance
    available = account.available
    held = account.held
    version = account.lastSequence
  }

  /// The terms of a user's ledger account.
  public static func terms(of user: UserID, in currency: Unit) -> AccountTerms {
    AccountTerms(owner: .user(user), code: "ajo.wallet", unit: currency)
  }

  /// A user's account, which closes when they leave: not before the wallet is empty.
  public static func leaverAccounts(in currency: Unit) -> LeaverAccounts {
    LeaverAccounts { user in
      [
        LeaverAccount(terms(of: user, in: currency)) { account in
          DeletionObjection("wallet_not_empty", Wallet(account).inventory)
        }
      ]
    }
  }

  /// What is in it, for its owner to read.
  private var inventory: String {
    let code = balance.unit.code
    if balance.minorUnits == 0 { return "Money is on its way to the wallet." }
    let all = "There is \(balance) \(code) in the wallet"
    return held.minorUnits == 0 ? "\(all)." : "\(all), \(held) \(code) of it held."
  }

  /// The account that stands for money from outside: what users were credited by an operator
  /// is owed by it, so it may be overdrawn.
  public static func house(in currency: Unit) -> AccountTerms {
    AccountTerms(owner: .house, code: "ajo.house", unit: currency, mayOverdraw: true)
  }
}
