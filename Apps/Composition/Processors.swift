import Glibc

/// The processors that this process may use.
public enum Processors {
  /// At least 1; honours an affinity mask, as containers set one.
  public static var count: Int {
    var set = cpu_set_t()
    guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else {
      return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }
    return withUnsafeBytes(of: set) { bytes in
      max(1, bytes.reduce(0) { $0 + $1.nonzeroBitCount })
    }
  }
}
