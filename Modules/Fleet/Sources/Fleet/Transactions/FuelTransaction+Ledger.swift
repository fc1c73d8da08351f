import Crypto
import Kernel
import Ledger

// What a transaction does on the ledger: a request holds, an approval settles, and so on.

extension FuelTransaction {
  /// A step of a transaction on the ledger. There is one of each at most.
  enum LedgerStep: String {
    case hold, end, reversal
  }

  /// The id of a transfer of this transaction, so that a repetition is the same transfer. It is a
  /// hash: clients choose the ids of transactions, and none of them may reach another's transfers.
  func transferID(_ step: LedgerStep) -> Transfer.ID {
    Transfer.ID(rawValue: NamedUUID.make("atrium fleet transaction \(id) \(step.rawValue)"))
  }

  /// The ledger's word for it.
  static let ledgerKind = "fuel"

  private var wallet: AccountTerms { FleetLedger.wallet(of: accountID, in: settlement.unit) }
  private var sales: AccountTerms { FleetLedger.sales(of: supplierID, in: settlement.unit) }

  /// Both accounts that it moves between.
  var ledgerAccounts: [AccountTerms] { [wallet, sales] }

  /// Holds what is requested until it is decided, or too late to be.
  var hold: TransferOrder {
    TransferOrder(
      id: transferID(.hold), step: .hold(until: expiresAt), debit: .opening(wallet),
      credit: .opening(sales), amount: amount.charge(in: settlement), kind: Self.ledgerKind)
  }

  /// Pays what was delivered, and releases the rest of the hold.
  /// - Parameter held: what was requested.
  func settlement(of held: Money) -> TransferOrder {
    ending(.settle(of: transferID(.hold), amount: amount.charge(in: settlement)), held)
  }

  /// Releases the hold.
  var release: TransferOrder {
    ending(.void(of: transferID(.hold)), amount.charge(in: settlement))
  }

  /// Releases the hold of a request that was not decided in time.
  var expiry: TransferOrder {
    ending(.expire(of: transferID(.hold)), amount.charge(in: settlement))
  }

  /// Pays back what was paid.
  var refund: TransferOrder {
    TransferOrder(
      id: transferID(.reversal), debit: .opening(sales), credit: .opening(wallet),
      amount: amount.charge(in: settlement), kind: "fuel_reversal")
  }

  /// The accounts are named, so that the hold need not be read to know them.
  private func ending(_ step: TransferOrder.Step, _ held: Money) -> TransferOrder {
    TransferOrder(
      id: transferID(.end), step: step, debit: .opening(wallet), credit: .opening(sales),
      amount: held, kind: Self.ledgerKind)
  }
}
