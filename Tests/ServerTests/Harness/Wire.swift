import Foundation

/// What can happen to a connection.
enum WireError: Error, Equatable {
  /// Nobody listens.
  case refused
  /// The other side closed or reset it before the answer was complete.
  case lost
  /// Nothing came for half a minute.
  case silent
  /// What came is no answer.
  case malformed(String)
}

/// One connection to a server, which sends exactly the bytes it is told to. It blocks, and is
/// used by one task at a time.
final class Wire {
  private let descriptor: Int32
  private var received: [UInt8] = []

  /// - Parameter receiveBuffer: octets that the kernel holds for us; small for a slow reader.
  init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw HarnessError("no socket: errno \(errno)") }
    if var receiveBuffer { set(SOL_SOCKET, SO_RCVBUF, &receiveBuffer) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      close(descriptor)
      throw WireError.refused
    }
    var yes: Int32 = 1
    set(Int32(IPPROTO_TCP), TCP_NODELAY, &yes)
    // So that a server that hangs fails a test and does not hang it.
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    set(SOL_SOCKET, SO_RCVTIMEO, &patience)
    set(SOL_SOCKET, SO_SNDTIMEO, &patience)
  }

  deinit { close(descriptor) }

  private func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, _ value: inout Value) {
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw errno == EAGAIN ? WireError.silent : WireError.lost }
      sent += count
    }
  }

  /// Reads the next answer.
  /// - Parameter hasBody: false after `HEAD`, whose answers have none.
  func answer(hasBody: Bool = true) throws -> Answer {
    let head = try head()
    let words = head[0].split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
      throw WireError.malformed(head[0])
    }
    let headers = try head.dropFirst().map { line in
      guard let colon = line.firstIndex(of: ":") else { throw WireError.malformed(line) }
      return (
        name: String(line[..<colon]),
        value: line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      )
    }
    let bare = Answer(status: status, headers: headers, body: [])
    guard hasBody, status >= 200, status != 204, status != 304 else { return bare }
    if bare["Transfer-Encoding"]?.lowercased() == "chunked" {
      return Answer(status: status, headers: headers, body: try chunks())
    }
    guard let length = bare["Content-Length"].flatMap({ Int($0) }) else {
      throw WireError.malformed("an answer without Content-Length: \(head)")
    }
    while received.count < length { try fill() }
    defer { received.removeFirst(length) }
    return Answer(status: status, headers: headers, body: Array(received[..<length]))
  }

  /// A body that comes in pieces (RFC 9112, 7.1), up to the last of them. The server sends no
  /// trailers.
  private func chunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try take(through: [13, 10])
      guard let size = Int(line, radix: 16) else { throw WireError.malformed(line) }
      while received.count < size + 2 { try fill() }
      body += received[..<size]
      received.removeFirst(size + 2)
      if size == 0 { return body }
    }
  }

  /// Whether an answer has begun or the connection has ended, without waiting for it.
  func hasInput() throws -> Bool {
    if !received.isEmpty { return true }
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Foundation.poll(&poll, 1, 0) > 0
  }

  /// All bytes up to the end of the connection.
  func rest() throws -> [UInt8] {
    do {
      while true { try fill() }
    } catch WireError.lost {
      return received
    }
  }

  /// The next octets.
  func octets(_ count: Int) throws -> [UInt8] {
    while received.count < count { try fill() }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

  private func head() throws -> [String] {
    try take(through: [13, 10, 13, 10]).components(separatedBy: "\r\n")
  }

  /// What comes before a mark; the mark is taken, too.
  func take(through end: [UInt8]) throws -> String {
    while true {
      if let place = received.firstRange(of: end) {
        let text = String(decoding: received[..<place.lowerBound], as: UTF8.self)
        received.removeFirst(place.upperBound)
        return text
      }
      try fill()
    }
  }

  private func fill() throws {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { throw WireError.silent }
      guard count > 0 else { throw WireError.lost }
      received += chunk[..<count]
      return
    }
  }
}
