import Fleet
import Kernel
import Storage
import Synchronization

extension SQLFleetTransaction {
  func managers(of company: Company.ID, limit: Int) throws -> [UserID] {
    // The owner comes last in the order of their words.
    let found: [UserID] = try sql.all(
      """
      SELECT user_id FROM fleet_members
      WHERE company_id = \(company) AND role IN ('owner', 'manager')
      ORDER BY role DESC, user_id LIMIT \(limit + 1)
      """
    ) { try $0["user_id"] }
    return found.sorted()
  }

  func members(of company: Company.ID, limit: Int) throws -> [UserID] {
    try sql.all(
      """
      SELECT user_id FROM fleet_members WHERE company_id = \(company)
      ORDER BY user_id LIMIT \(limit)
      """
    ) { try $0["user_id"] }
  }

  func note(_ news: FleetNews) { noted.append(news) }
}

/// The news of one unit of work, for whoever counts them once it is committed.
final class NotedNews: Sendable {
  private let kept = Mutex<[FleetNews]>([])

  var news: [FleetNews] { kept.withLock { $0 } }

  func append(_ news: FleetNews) { kept.withLock { $0.append(news) } }

  func reset() { kept.withLock { $0 = [] } }
}
