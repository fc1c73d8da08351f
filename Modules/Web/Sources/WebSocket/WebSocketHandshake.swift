internal import Crypto
public import HTTP

/// What a client asks for when it opens a WebSocket (RFC 6455, 4.2.1).
public struct WebSocketHandshake: Sendable {
  /// Why a request opens no WebSocket.
  public enum Refusal: Error, Hashable, Sendable {
    /// It does not ask to, or not in a version that is spoken here. Answered 426 with the fields
    /// of `WebSocketHandshake.invitation`.
    case upgradeRequired
    /// It asks, but wrongly. Answered 400.
    case malformed(String)
  }

  /// What a 426 says: the protocol, and its version (RFC 6455, 4.4).
  public static let invitation = [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]

  /// The subprotocols that the client speaks, the dearest first.
  public let subprotocols: [String]
  /// Where the page is that opens it; nil where no browser does.
  public let origin: String?

  let acceptKey: String
  let extensions: [WebSocketExtensionOffer]

  /// Reads a request.
  /// - Throws: `Refusal`.
  public init(_ request: HTTPRequest) throws(Refusal) {
    let headers = request.headers
    guard request.method == .get, !request.isHTTP10,
      FieldList.contains("upgrade", in: "Connection", of: headers),
      FieldList.contains("websocket", in: "Upgrade", of: headers),
      headers.values("Sec-WebSocket-Version") == ["13"]
    else { throw .upgradeRequired }
    guard headers.values("Content-Length").allSatisfy({ $0 == "0" }),
      !headers.contains("Transfer-Encoding")
    else { throw .malformed("A request that opens a WebSocket has no body.") }
    let keys = headers.values("Sec-WebSocket-Key")
    guard keys.count == 1, let nonce = Base64.decode(keys[0]), nonce.count == 16 else {
      throw .malformed("Sec-WebSocket-Key is 16 octets in Base64, once.")
    }
    let names = FieldList.elements("Sec-WebSocket-Protocol", in: headers)
    guard names.allSatisfy(FieldList.isToken), Set(names).count == names.count else {
      throw .malformed("Sec-WebSocket-Protocol is a list of different tokens.")
    }
    let origins = headers.values("Origin")
    guard origins.count < 2 else { throw .malformed("Origin was given more than once.") }
    guard
      let extensions = WebSocketExtensionOffer.all(
        in: FieldList.elements("Sec-WebSocket-Extensions", in: headers))
    else { throw .malformed("Sec-WebSocket-Extensions is malformed.") }
    subprotocols = names.map(String.init)
    origin = origins.first
    self.extensions = extensions
    acceptKey = Self.accept(keys[0])
  }

  /// The proof that the request was understood (RFC 6455, 4.2.2).
  static func accept(_ key: String) -> String {
    Base64.encode(SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
  }
}
