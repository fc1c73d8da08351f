import Auth
import Kernel
import PlatformSQL
import Work

extension SQLAuthTransaction: EventRows {
  func publish(_ event: Event) throws {
    try work.publish(event)
  }
}

extension SQLAuthTransaction: DepartureRows {
  func depart(_ user: UserID) throws {
    guard let departure else { throw NoDeparture() }
    try departure.decide(in: work)
  }
}

/// A transaction was not begun as one that ends an account.
struct NoDeparture: Error {}
