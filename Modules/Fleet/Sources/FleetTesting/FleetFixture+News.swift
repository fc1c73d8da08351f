public import Fleet
public import Kernel
import Storage

// What was told, as tests look at it.
extension FleetFixture {
  /// An event that was published.
  public struct Published: Hashable, Sendable {
    /// Its type.
    public let type: String
    /// The topics that it goes to.
    public let topics: Set<String>
    /// What it tells, as JSON text.
    public let data: String
  }

  /// The events of an aggregate, in their order.
  public func events(of aggregate: String) async throws -> [Published] {
    try await database.all(
      """
      SELECT type, topics, data FROM platform_outbox
      WHERE aggregate = \(aggregate) ORDER BY number
      """
    ) { row in
      let topics: String = try row["topics"]
      let names = topics.split { "[], \"\n".contains($0) }.map(String.init)
      return Published(type: try row["type"], topics: Set(names), data: try row["data"])
    }
  }

  /// The events of a transaction, in their order.
  public func events(of sale: FuelTransaction) async throws -> [Published] {
    try await events(of: "transaction:\(sale.id)")
  }

  /// The events that a user was notified of, in their order.
  public func notified(_ user: UserID) async throws -> [String] {
    try await database.all(
      "SELECT event FROM platform_notifications WHERE user_id = \(user) ORDER BY id"
    ) { try $0["event"] }
  }

  /// How many notifications there are of an event, whoever was told.
  public func notifications(of event: String) async throws -> Int {
    try await database.first(
      "SELECT COUNT(*) FROM platform_notifications WHERE event = \(event)"
    ) { Int(try $0.get(0, as: Int64.self)) } ?? 0
  }
}
