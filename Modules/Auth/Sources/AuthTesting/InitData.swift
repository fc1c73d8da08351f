import Crypto

/// What Telegram hands to a Mini App, made for tests.
public enum InitData {
  /// The fields in their order with the hash at the end, as Telegram encodes them.
  public static func text(_ fields: [(String, String)], botToken: String) -> String {
    let hash = Hex.encode(hash(fields, botToken: botToken))
    return (fields + [("hash", hash)]).map { "\(encode($0.0))=\(encode($0.1))" }
      .joined(separator: "&")
  }

  /// What somebody shows who opened the Mini App at this time.
  public static func text(user: String, at seconds: Int64, botToken: String) -> String {
    text(
      [
        ("query_id", "AAHdF6IQAAAAAN0XohDhrOrc"), ("user", user), ("auth_date", "\(seconds)"),
        (
          "signature",
          "zL-ucjNyREiHDE8aihFwpfR9aggP2xiAo3NSpfe-p7IbCisNlDKlo7Kb6G4D0Ao2mBrSgEk4maLSdv6MLIlADQ"
        ),
      ], botToken: botToken)
  }

  private static func hash(_ fields: [(String, String)], botToken: String) -> [UInt8] {
    let key = HMAC.sha256(key: Array("WebAppData".utf8), message: Array(botToken.utf8))
    let lines = fields.map { "\($0.0)=\($0.1)" }.sorted().joined(separator: "\n")
    return HMAC.sha256(key: key, message: Array(lines.utf8))
  }

  private static func encode(_ text: String) -> String {
    text.utf8.map { octet in
      let isPlain =
        octet >= 48 && octet <= 57 || octet >= 65 && octet <= 90
        || octet >= 97 && octet <= 122 || octet == 45 || octet == 95
      return isPlain
        ? String(UnicodeScalar(octet)) : "%" + Hex.encode([octet]).uppercased()
    }.joined()
  }
}
