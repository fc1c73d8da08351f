import Glibc

/// How many files and sockets the process may have open.
public enum Descriptors {
  /// The most that are of use: Linux allows a process no more unless it is told to (`fs.nr_open`).
  private static let most: rlim_t = 1 << 20

  /// Raises the limit as far as the process may raise it. A shell, and systemd, give a process
  /// 1,024 unless told, for the sake of programs that call select(2); this one does not.
  public static func raiseLimit() {
    var limit = current
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, most))
    setrlimit(resource, &limit)
  }

  /// The limit, at most 2^31.
  public static var limit: Int { Int(min(current.rlim_cur, 1 << 31)) }

  private static var current: rlimit {
    var limit = rlimit()
    getrlimit(resource, &limit)
    return limit
  }

  private static var resource: __rlimit_resource_t {
    __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  }
}

/// How many connections fit into the descriptors of the process. What is left over is kept for
/// databases, files, names, requests to others, and for libdispatch: once a second its pool opens a
/// file in /proc, and ends the process where it cannot.
public struct ConnectionRoom: Hashable, Sendable {
  /// The most connections.
  public let connections: Int
  /// Connections beyond those that are told that there are too many.
  public let refusals: Int
  /// What was asked for.
  public let wanted: Int
  /// The descriptors of the process.
  public let descriptors: Int

  /// What fits of the connections that are wanted; at least one.
  public init(wanted: Int, descriptors: Int, processors: Int) {
    self.wanted = wanted
    self.descriptors = descriptors
    // Each loop has three of its own, and some of its connections to databases.
    let reserve = min(192 + 8 * processors, descriptors / 2)
    refusals = min(256, max(1, descriptors / 16))
    connections = max(1, min(wanted, descriptors - reserve - refusals))
  }

  /// Whether there can be fewer than were asked for.
  public var isShort: Bool { connections < wanted }
}
