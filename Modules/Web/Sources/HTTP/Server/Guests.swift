internal import EventLoop

/// The connections of one listener: those that have never asked for anything apart from those that
/// have, since the former give way first.
struct Guests {
  private var strangers = Row()
  private var clients = Row()

  var count: Int { strangers.all.count + clients.all.count }
  var isEmpty: Bool { strangers.all.isEmpty && clients.all.isEmpty }

  /// All of them, in no order: a list that stays as it is while they come and go.
  var all: [HTTPConnection] { Array(strangers.all) + Array(clients.all) }

  /// Takes in a connection that has asked for nothing yet.
  mutating func add(_ connection: HTTPConnection) { strangers.all.add(connection) }

  /// Told before a connection's first request is counted.
  mutating func meet(_ connection: HTTPConnection) {
    strangers.all.remove(connection)
    clients.all.add(connection)
  }

  /// Lets a connection go.
  mutating func remove(_ connection: HTTPConnection) {
    if connection.requests == 0 {
      strangers.all.remove(connection)
    } else {
      clients.all.remove(connection)
    }
  }

  /// The one to give way for a newcomer, among some that are looked at: of those that have never
  /// asked for anything, or else of the others, the one that has been idle for the longest.
  ///
  /// While the former are a quarter of all or more, they are a flood, and whoever is too new to
  /// give way soon is not. The others are spared until then: a client waits as long between two
  /// requests.
  /// - Parameters:
  ///   - time: nanoseconds that it has been idle at least.
  ///   - spares: false where there is no more time to wait.
  mutating func idlest(for time: Int64, sparingClients spares: Bool = true) -> HTTPConnection? {
    if let stranger = strangers.idlest(for: time) { return stranger }
    let areMany = strangers.all.count * 4 >= count
    if spares, areMany, time > 0, strangers.idlest(for: 0) != nil { return nil }
    return clients.idlest(for: time)
  }
}

extension Guests {
  private struct Row {
    var all = Roster(\HTTPConnection.place)
    /// Where an idle one was last looked for.
    private var lookedAt = 0

    /// The one of 32 that has been idle for the longest.
    mutating func idlest(for time: Int64) -> HTTPConnection? {
      var idlest: HTTPConnection?
      for _ in 0..<min(32, all.count) {
        lookedAt = lookedAt + 1 < all.count ? lookedAt + 1 : 0
        let seen = all[lookedAt]
        guard seen.isIdle(for: time) else { continue }
        if idlest.map({ seen.phaseStart < $0.phaseStart }) ?? true { idlest = seen }
      }
      return idlest
    }
  }
}
