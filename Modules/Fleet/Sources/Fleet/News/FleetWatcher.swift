/// Hears of what Fleet's units of work come to, to count it. It changes nothing.
public protocol FleetWatcher: Sendable {
  /// What was told in a unit of work that is committed.
  func committed(_ news: [FleetNews])
  /// Why a unit of work was not.
  func refused(_ error: any Error)
}

extension FleetNews {
  /// The step of a transaction that it tells of, and the transaction; nil for other news.
  public var step: (name: String, sale: FuelTransaction)? {
    switch self {
    case .transactionRequested(let sale, _): ("requested", sale)
    case .transactionApproved(let sale, _): ("approved", sale)
    case .transactionRejected(let sale, _): ("rejected", sale)
    case .transactionCancelled(let sale, _): ("cancelled", sale)
    case .transactionExpired(let sale, _): ("expired", sale)
    case .transactionReversed(let sale, _): ("reversed", sale)
    default: nil
    }
  }
}
