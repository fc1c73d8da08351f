import Auth
import Configuration
import HTTP
import Kernel
import Router

/// The cookie in which a browser carries its access token to a WebSocket's handshake, where pages
/// cannot set `Authorization`. No route looks at it, so there is nothing that another site's page
/// could have a browser do with it; and it is set for those alone who ask, by a field that another
/// site's form cannot send, so that none can sign a browser in to an account of its own choice.
struct SessionCookie: Hashable, Sendable {
  /// `__Host-atrium_session`, or without the prefix where there is no TLS.
  let name: String
  private let attributes: String

  /// - Parameter isSecure: whether it travels by TLS alone, set by this very host for all of it
  ///   (RFC 6265bis, 4.1.3.2).
  init(isSecure: Bool = true) {
    name = (isSecure ? "__Host-" : "") + "atrium_session"
    attributes = "; Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
  }

  /// The value of `Set-Cookie` for a token that lives as many seconds.
  func setting(_ token: String, seconds: Int64) -> String {
    "\(name)=\(token); Max-Age=\(seconds)\(attributes)"
  }

  /// The value of `Set-Cookie` that has the browser forget it.
  var clearing: String { "\(name)=; Max-Age=0\(attributes)" }

  /// Whether a request brings it, well-formed or not.
  func isCarried(by headers: HTTPHeaders) -> Bool {
    RequestCookies.mayName(name, in: headers)
  }
}

/// What a client that signs in can say of the cookie.
enum CookieWish: String, CaseIterable, Sendable {
  /// The answer is to set it.
  case set
}

extension RequestFields {
  /// Whether the answer is to set the session's cookie.
  mutating func cookieWish() -> CookieWish? {
    header(
      "X-Session-Cookie",
      .enumeration(CookieWish.self).described(
        "Also sets the access token as a cookie, by which the browser may open WebSockets, and "
          + "nothing else."))
  }
}

extension Reply where Body == NoContent {
  /// Has the browser forget a cookie that it brought and whose session has ended.
  func forgetting(_ cookie: SessionCookie, of context: RequestContext) -> Reply {
    cookie.isCarried(by: context.request.headers) ? header("Set-Cookie", cookie.clearing) : self
  }
}

/// `auth.cookie.secure` is off where other people's data is.
struct InsecureCookie: Error, CustomStringConvertible {
  let description =
    "auth.cookie.secure = false sends access tokens where everybody on the way can read them; it "
    + "is for mode = \"development\" alone"
}

extension SessionCookie {
  /// As it was configured.
  /// - Throws: `InsecureCookie`.
  init(_ configuration: Configuration) throws(InsecureCookie) {
    let isSecure = configuration[AuthConfiguration.secureCookie]
    guard isSecure || configuration[DeploymentMode.setting] == .development else {
      throw InsecureCookie()
    }
    self.init(isSecure: isSecure)
  }
}
