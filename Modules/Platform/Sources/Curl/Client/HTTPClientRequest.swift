/// A request to another server.
public struct HTTPClientRequest: Sendable {
  /// What happens when the answer points elsewhere.
  public enum Redirects: Hashable, Sendable {
    /// The answer that points elsewhere is the answer.
    case answered
    /// A GET or HEAD goes where it is pointed to, at most so many times; from `https` to `https`
    /// only. `Authorization` and `Cookie` stay with the first host, other fields go along.
    case followed(atMost: Int)
  }

  /// What shares a circuit breaker with this request.
  public enum Circuit: Hashable, Sendable {
    /// All requests to the same scheme, host and port.
    case host
    /// Nothing: the caller has a schedule of its own for what fails.
    case none
  }

  /// The method, in capital letters.
  public var method: String
  /// The address: `http` or `https`, at most 2,048 octets, without credentials.
  public var url: String
  /// Fields of the head.
  public var headers: [(name: String, value: String)]
  /// The body.
  public var body: [UInt8]
  /// What the other server is to this one, such as `webhook` or `paystack`: a label of metrics, so
  /// there are few of them.
  public var peer: String
  /// How long one attempt may take in all, from `send` to the last octet of the answer.
  public var deadline: Duration = .seconds(10)
  /// The largest body of an answer, in octets.
  public var largestAnswer = 1 << 20
  /// What happens when the answer points elsewhere.
  public var redirects = Redirects.answered
  /// Which addresses may be connected to.
  public var addresses: AddressPolicy
  /// What shares a circuit breaker with this request.
  public var circuit = Circuit.host
  /// Whether the other server takes this request twice as once, for its method or for a key that
  /// it carries. Only then is it repeated after it may have arrived.
  public var isRepeatable: Bool

  /// Puts a request together; it is repeatable if its method is (RFC 9110, 9.2.2).
  public init(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], peer: String, addresses: AddressPolicy
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.peer = peer
    self.addresses = addresses
    isRepeatable = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(method)
  }

  /// What is wrong with it before anything is sent; nil if nothing is.
  var fault: String? {
    if method.isEmpty || !method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
      return "the method is not in capital letters"
    }
    for (name, value) in headers {
      if name.isEmpty || !name.utf8.allSatisfy(Self.isOfToken) { return "a field has no name" }
      if value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
        return "a field's value has control characters"
      }
    }
    return nil
  }

  /// Characters of a token (RFC 9110, 5.6.2).
  private static func isOfToken(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x7C,
      0x7E:
      true
    default: false
    }
  }
}

/// What another server answered.
public struct HTTPClientResponse: Sendable {
  /// The status, of the last answer where redirects were followed.
  public let status: Int
  /// The fields of the head in their order.
  public let headers: [(name: String, value: String)]
  /// The body.
  public let body: [UInt8]

  /// Puts an answer together.
  public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first field of a name, in any case.
  public subscript(name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }
}
