public import Kernel

/// A part in Fleet by which somebody has copies: membership in a company, or a driver's.
public enum SyncSeat: Hashable, Sendable {
  /// A member. With another role, records show other rights.
  case member(of: Company.ID, MemberRole)
  /// A driver of a company.
  case driver(Driver.ID, of: Company.ID)

  /// The company.
  var company: Company.ID {
    switch self {
    case .member(let company, _): company
    case .driver(_, let company): company
    }
  }

  /// What it reads: its own records, then companies of which it sees the cards. They are those that
  /// the list of companies has.
  var feeds: [SyncFeed] {
    switch self {
    case .member(let company, _): [.records(.company(company)), .counterparties(company)]
    case .driver(let driver, let company):
      [.records(.driver(driver)), .records(.card(company)), .counterparties(company)]
    }
  }

  /// Whether it is the same part, though perhaps with another role.
  func isSame(as other: SyncSeat) -> Bool {
    switch (self, other) {
    case (.member(let one, _), .member(let two, _)): one == two
    case (.driver, .driver): self == other
    default: false
    }
  }
}

extension Standing {
  /// The parts by which a user has copies, in an order that stays.
  var seats: [SyncSeat] {
    memberships.sorted { $0.companyID < $1.companyID }
      .map { SyncSeat.member(of: $0.companyID, $0.role) }
      + (driver.map { [.driver($0.driverID, of: $0.companyID)] } ?? [])
  }
}
