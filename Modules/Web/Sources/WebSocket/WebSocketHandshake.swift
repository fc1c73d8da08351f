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
      FieldList.isOne("Sec-WebSocket-Version", "13", in: headers)
    else { throw .upgradeRequired }
    guard headers.values("Content-Length").allSatisfy({ FieldList.isText($0, "0") }),
      !headers.contains("Transfer-Encoding")
    else { throw .malformed("A request that opens a WebSocket has no body.") }
    let keys = headers.values("Sec-WebSocket-Key")
    guard keys.count == 1, Self.isNonce(keys[0]) else {
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

  /// Whether a key may be 16 octets in Base64: 22 signs and the padding. Of the last sign four
  /// bits are spare. RFC 4648, 3.5 lets a reader insist on zeros there; the key of RFC 6455's own
  /// example (4.1) has others, and nobody decodes it but to see that it is one.
  private static func isNonce(_ key: String) -> Bool {
    let octets = key.utf8
    return octets.count == 24 && octets.suffix(2).elementsEqual("==".utf8)
      && octets.dropLast(2).allSatisfy { octet in
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "/"):
          true
        default: false
        }
      }
  }

  /// The proof that the request was understood (RFC 6455, 4.2.2).
  static func accept(_ key: String) -> String {
    Base64.encode(SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
  }
}
