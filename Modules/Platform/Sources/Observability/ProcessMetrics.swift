import Glibc

/// What Prometheus' clients tell of their own process, read from `/proc` when it is asked for.
enum ProcessMetrics {
  static func register(in registry: MetricsRegistry) {
    registry.gauge("process_resident_memory_bytes", "Resident memory size in bytes.") {
      memoryPages(field: 1)
    }
    registry.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.") {
      memoryPages(field: 0)
    }
    registry.gauge("process_open_fds", "Number of open file descriptors.") { openFiles() }
    registry.gauge("process_max_fds", "Maximum number of open file descriptors.") {
      fileLimit()
    }
    registry.gauge(
      "process_start_time_seconds", "Start time of the process since the Unix epoch in seconds."
    ) { startTime() }
    registry.counter(
      "process_cpu_seconds_total", "Total user and system CPU time spent in seconds."
    ) { processorSeconds() }
  }

  private static func memoryPages(field: Int) -> Double? {
    guard let pages = fields("/proc/self/statm")?[field...].first.flatMap({ Double($0) }) else {
      return nil
    }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func openFiles() -> Double? {
    guard let directory = opendir("/proc/self/fd") else { return nil }
    defer { closedir(directory) }
    // Without `.`, `..` and the descriptor that is reading.
    var count = -3
    while readdir(directory) != nil { count += 1 }
    return Double(count)
  }

  private static func fileLimit() -> Double? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Double(limit.rlim_cur)
  }

  /// Boot time plus the start of the process in clock ticks after it (proc(5), field 22).
  private static func startTime() -> Double? {
    guard let ticks = statFields()?[19...].first.flatMap({ Double($0) }),
      let boot = bootTime()
    else { return nil }
    return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func bootTime() -> Double? {
    guard let text = read("/proc/stat") else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
    return line.flatMap { Double($0.dropFirst(6)) }
  }

  /// User and system time in clock ticks (proc(5), fields 14 and 15).
  private static func processorSeconds() -> Double? {
    guard let fields = statFields(), fields.count > 12, let user = Double(fields[11]),
      let system = Double(fields[12])
    else { return nil }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The fields of `/proc/self/stat` from the third on: the second, the program's name, may
  /// contain spaces and brackets itself.
  private static func statFields() -> [Substring]? {
    guard let text = read("/proc/self/stat"), let bracket = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[text.index(after: bracket)...].split(separator: " ")
    return fields.count > 19 ? fields : nil
  }

  private static func fields(_ path: String) -> [Substring]? {
    guard let fields = read(path)?.split(separator: " "), fields.count > 1 else { return nil }
    return fields
  }

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
