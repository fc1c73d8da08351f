import Configuration

extension SettingType where Value == String {
  /// The issuer of somebody else's tokens, compared octet for octet: an https:// URL, or an http://
  /// one on this machine, without a slash at its end, a query and a fragment (OpenID Connect
  /// Discovery 1.0, 3).
  static var issuerURL: Self {
    SettingType(
      name: "issuer",
      expectation: "a URL that begins with https://, or with http:// on this machine, without a "
        + "slash at its end, ? and #",
      parse: { isIssuer($0) ? $0 : nil }, show: { $0 })
  }

  /// The issuer of our own tokens: a word, or a URL as `issuerURL` has it.
  static var tokenIssuer: Self {
    SettingType(
      name: "issuer",
      expectation: "a word such as \"atrium\", or a URL that begins with https://, or with http:// "
        + "on this machine, without a slash at its end, ? and #",
      parse: { text in
        guard text.contains("/") else { return text.isEmpty ? nil : text }
        return isIssuer(text) ? text : nil
      }, show: { $0 })
  }

  private static func isIssuer(_ text: String) -> Bool {
    SettingType.trustedURL.takes(text) && !text.hasSuffix("/") && !text.contains("?")
      && !text.contains("#") && !text.contains("@")
  }
}
