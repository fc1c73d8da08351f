import AuthTesting
import Foundation

/// An OpenID issuer on this machine, as far as a server sees one: a document of keys.
final class LocalIssuer: @unchecked Sendable {
  // Unchecked: `document` and `requests` are guarded by `lock`.

  let port: UInt16
  private let listener: Int32
  private let lock = NSLock()
  private var document: String?
  private var requests: [String] = []

  /// Starts one that publishes these keys.
  init(_ keys: IssuerKey...) throws {
    document = IssuerKey.document(keys)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) | listen(listener, 64) | getsockname(listener, $0, &length)
      }
    }
    guard code == 0 else { throw HarnessError("no issuer: errno \(errno)") }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { self.serve() }
  }

  var url: String { "http://127.0.0.1:\(port)" }

  /// The first lines of what it was asked.
  var asked: [String] { lock.withLock { requests } }

  /// Publishes other keys from now on.
  func publish(_ keys: IssuerKey...) { lock.withLock { document = IssuerKey.document(keys) } }

  /// Hangs up on whoever asks, from now on.
  func goDown() { lock.withLock { document = nil } }

  /// Listens no more.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// What a server needs to know of it, as tables of its configuration.
  func settings(_ provider: String = "google") -> String {
    """
    [auth.social.\(provider)]
    issuer = "\(url)"
    jwks_url = "\(url)/keys"
    client_ids = ["the app", "another app"]
    """
  }

  /// Claims that hold, with some of them replaced or, by `NSNull`, left out.
  func claims(_ changes: [String: Any] = [:]) throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    var claims: [String: Any] = [
      "iss": url, "aud": "the app", "sub": "1001", "iat": now, "exp": now + 3600,
      "email": "chidi@example.com", "email_verified": true, "name": "Chidi Eze",
    ]
    for (name, value) in changes { claims[name] = value is NSNull ? nil : value }
    return String(decoding: try JSONSerialization.data(withJSONObject: claims), as: UTF8.self)
  }

  private func serve() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      answer(client)
      close(client)
    }
    close(listener)
  }

  private func answer(_ client: Int32) {
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while head.firstRange(of: [13, 10, 13, 10]) == nil {
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      head += buffer[..<count]
    }
    let line = String(decoding: head.prefix { $0 != 13 }, as: UTF8.self)
    let document = lock.withLock {
      requests.append(line)
      return self.document
    }
    guard let document else { return }
    let answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: max-age=3600\r\n"
      + "Content-Length: \(document.utf8.count)\r\nConnection: close\r\n\r\n\(document)"
    _ = send(client, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
  }
}

extension Client {
  /// Signs in by an id token.
  func signIn(by token: String, _ more: String = "", at provider: String = "google") throws
    -> Answer
  {
    try post("/api/auth/social/\(provider)", #"{"id_token": "\#(token)"\#(more)}"#)
  }
}
