internal import Foundation
internal import Glibc

/// The process that the tests run in.
public enum OwnProcess {
  /// Octets that are resident.
  /// - Throws: where `/proc` cannot be read.
  public static func residentOctets() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      .split(separator: " ")
    return (Int(fields[1]) ?? 0) * 4_096
  }

  /// Whether it may have so many connections, both ends of which are its own.
  public static func mayHave(connections: Int) -> Bool {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return limit.rlim_cur >= rlim_t(2 * connections + 200)
  }
}
