/// How many requests a client has under way.
public struct HTTPClientLimits: Hashable, Sendable {
  /// At once over all hosts.
  public var total: Int
  /// At once to one scheme, host and port.
  public var perHost: Int
  /// How many may wait for their turn; beyond it they are refused.
  public var waiting: Int

  /// 128 at once, 16 to one host, 1,024 that wait.
  public init(total: Int = 128, perHost: Int = 16, waiting: Int = 1_024) {
    self.total = total
    self.perHost = perHost
    self.waiting = waiting
  }
}

/// Who may send and who waits, in the order of asking, so that a host that is slow holds up
/// nobody but those who want it.
struct Admission {
  private let limits: HTTPClientLimits
  private var underWay: [String: Int] = [:]
  private(set) var total = 0
  private(set) var line: [(ticket: UInt64, host: String)] = []

  init(_ limits: HTTPClientLimits) {
    self.limits = limits
  }

  enum Decision: Hashable {
    case go, wait, refuse
  }

  /// Takes a request in.
  mutating func enter(_ ticket: UInt64, _ host: String) -> Decision {
    if hasRoom(for: host) {
      take(host)
      return .go
    }
    guard line.count < limits.waiting else { return .refuse }
    line.append((ticket, host))
    return .wait
  }

  /// Takes one that waits out of the line; false if it does not wait.
  mutating func leaveLine(_ ticket: UInt64) -> Bool {
    guard let place = line.firstIndex(where: { $0.ticket == ticket }) else { return false }
    line.remove(at: place)
    return true
  }

  /// One that was under way is over.
  /// - Returns: who goes next, if anybody may.
  mutating func leave(_ host: String) -> UInt64? {
    total -= 1
    if let count = underWay[host], count > 1 {
      underWay[host] = count - 1
    } else {
      underWay[host] = nil
    }
    guard let place = line.firstIndex(where: { hasRoom(for: $0.host) }) else { return nil }
    let next = line.remove(at: place)
    take(next.host)
    return next.ticket
  }

  private func hasRoom(for host: String) -> Bool {
    total < limits.total && underWay[host, default: 0] < limits.perHost
  }

  private mutating func take(_ host: String) {
    total += 1
    underWay[host, default: 0] += 1
  }
}
