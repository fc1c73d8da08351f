public import Kernel

/// What telling news asks of the rows, within a unit of work.
public protocol NewsRows {
  /// The owner and up to `limit` managers of a company, by their ids.
  func managers(of company: Company.ID, limit: Int) throws -> [UserID]

  /// Up to `limit` members of a company, by their ids.
  func members(of company: Company.ID, limit: Int) throws -> [UserID]

  /// Notes news for whoever counts them once the unit of work is committed.
  func note(_ news: FleetNews)
}
