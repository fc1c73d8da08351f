import Curl
import Dispatch
import Glibc
import Synchronization
import Testing

@Suite struct SMTPTests {
  @Test("A mail server gets the envelope and the mail as it is, lines of dots included")
  func submission() throws {
    let peer = try SMTPPeer()
    let mail = "Subject: x\r\n\r\n.\r\n..two\r\nÖffne https://x.example/?token=a=b\r\n"
    try SMTPSubmission.submit(
      Array(mail.utf8), from: "a@example.org", to: "ada@example.com",
      by: "smtp://127.0.0.1:\(peer.port)")
    let seen = peer.finish()
    #expect(seen.contains("MAIL FROM:<a@example.org>"))
    #expect(seen.contains("RCPT TO:<ada@example.com>"))
    #expect(seen.contains("\r\n..\r\n...two\r\nÖffne https://x.example/?token=a=b\r\n.\r\n"))
  }

  @Test("Credentials are not sent where there is no TLS, and other protocols are not spoken")
  func refusals() throws {
    let peer = try SMTPPeer()
    // The name is this machine's in every resolver, but it is not known to be.
    #expect(throws: CurlError.self) {
      try SMTPSubmission.submit(
        [], from: "a@example.org", to: "ada@example.com",
        by: "smtp://user:secret@127.0.0.2:\(peer.port)")
    }
    #expect(!peer.finish().contains("AUTH"))
    #expect(throws: CurlError.self) {
      try SMTPSubmission.submit(
        [], from: "a@example.org", to: "ada@example.com", by: "file:///etc/passwd")
    }
    #expect(throws: CurlError.self) { try WebFetch.get("file:///etc/passwd", limit: 100) }
  }
}

/// A mail server of this machine that takes one connection and everything on it.
private final class SMTPPeer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let seen = Mutex("")
  private let done = DispatchSemaphore(value: 0)

  init() throws {
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

  /// What the client said, once it has gone.
  func finish() -> String {
    done.wait()
    return seen.withLock { $0 }
  }

  private func serve() {
    let connection = accept(listener, nil, nil)
    say("220 peer", to: connection)
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
        if isData {
          guard line == ".\r\n" else { continue }
          isData = false
          say("250 taken", to: connection)
        } else {
          isData = line.hasPrefix("DATA")
          say(isData ? "354 go on" : line.hasPrefix("QUIT") ? "221 bye" : "250 ok", to: connection)
        }
      }
    }
    close(connection)
    close(listener)
    done.signal()
  }

  private func say(_ line: String, to connection: Int32) {
    let octets = Array((line + "\r\n").utf8)
    _ = send(connection, octets, octets.count, Int32(MSG_NOSIGNAL))
  }
}

private enum Thread {
  static func start(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "smtp peer").async(execute: body)
  }
}
