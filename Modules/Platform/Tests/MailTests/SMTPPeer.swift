import Dispatch
import Glibc
import Synchronization
import Testing

/// A mail server of this machine that takes one connection and everything on it.
final class SMTPPeer: Sendable {
  let port: UInt16
  /// What it answers to commands, or, by `.`, to a mail, instead of taking them; by an empty name,
  /// how it greets. Nil for nothing.
  private let answers: [String: String?]
  private let connection = Mutex<Int32>(-1)
  private let silence = AsyncStream<Void>.makeStream()
  private let listener: Int32
  private let seen = Mutex("")
  private let done = DispatchSemaphore(value: 0)

  init(answering answers: [String: String?] = [:]) throws {
    self.answers = answers
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    // Any address of this machine, so that 127.0.0.2 is answered, too.
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 4) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    try #require(isBound)
    port = UInt16(bigEndian: address.sin_port)
    Thread.start { [self] in serve() }
  }

  var url: String { "smtp://127.0.0.1:\(port)" }

  /// What the client said, once it has gone.
  func finish() -> String {
    done.wait()
    return seen.withLock { $0 }
  }

  /// Returns when a command came that is not answered.
  func fallsSilent() async {
    for await _ in silence.stream { return }
  }

  /// Ends the connection without a word.
  func hangUp() {
    connection.withLock { _ = shutdown($0, Int32(SHUT_RDWR)) }
  }

  private func serve() {
    let connection = accept(listener, nil, nil)
    self.connection.withLock { $0 = connection }
    answer("", or: "220 peer", on: connection)
    var isData = false
    var rest = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { break }
      rest += String(decoding: buffer[..<count], as: UTF8.self)
      while let end = rest.unicodeScalars.firstIndex(of: "\n") {
        let line = String(rest.unicodeScalars[...end])
        rest = String(rest.unicodeScalars[rest.unicodeScalars.index(after: end)...])
        seen.withLock { $0 += line }
        take(line, &isData, on: connection)
      }
    }
    self.connection.withLock { $0 = -1 }
    close(connection)
    close(listener)
    done.signal()
  }

  private func take(_ line: String, _ isData: inout Bool, on connection: Int32) {
    if isData {
      guard line == ".\r\n" else { return }
      isData = false
      return answer(".", or: "250 taken", on: connection)
    }
    let command = String(line.prefix(4))
    isData = command == "DATA" && answers["DATA"] == nil
    let usual = command == "DATA" ? "354 go on" : command == "QUIT" ? "221 bye" : "250 ok"
    answer(command, or: usual, on: connection)
  }

  private func answer(_ command: String, or usual: String, on connection: Int32) {
    guard let line = answers[command, default: usual] else {
      silence.continuation.yield()
      return
    }
    let octets = Array((line + "\r\n").utf8)
    _ = send(connection, octets, octets.count, Int32(MSG_NOSIGNAL))
  }
}

private enum Thread {
  static func start(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "smtp peer").async(execute: body)
  }
}
