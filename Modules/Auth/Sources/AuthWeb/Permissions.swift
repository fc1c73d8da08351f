import Kernel
public import Router

// Who may do what with accounts: the whole table.
extension OpenPermission {
  /// Sign up, sign in, refresh, use what a mail brought, read the public keys.
  public static let enter = OpenPermission("auth.enter")
}

extension Permission {
  /// See, change and give up one's own account.
  public static let ownAccount = Permission("auth.account.own", .signedIn, keys: false)
  /// See one's own account.
  public static let readOwnAccount = Permission("auth.account.read", .signedIn, keys: true)
  /// See and end one's own sessions.
  public static let ownSessions = Permission("auth.sessions.own", .signedIn, keys: false)
  /// See, link and unlink the identities that open one's own account.
  public static let ownIdentities = Permission("auth.identities.own", .signedIn, keys: false)
  /// Set one's own transaction PIN and trade it for tokens.
  public static let ownPin = Permission("auth.pin.own", .signedIn, keys: false)
  /// See, name and take back API keys: one's own, or as an administrator anybody's.
  public static let ownKeys = Permission("auth.api_keys.own", .signedIn, keys: false)
  /// Change or remove an account: one's own, or as an administrator anybody's. To others an account
  /// that is not theirs does not exist.
  public static let ownOrAnyAccount = Permission(
    "auth.account.own_or_any", .signedIn, keys: false)
  /// See an account: one's own, or as an administrator anybody's.
  public static let readOwnOrAnyAccount = Permission(
    "auth.account.read_own_or_any", .signedIn, keys: true)
  /// Show who one is by a code, or as an administrator who anybody is.
  public static let showCode = Permission("auth.code.show", .signedIn, keys: true)
  /// See the card of somebody who shows a code.
  public static let scanCode = Permission("auth.code.scan", .signedIn, keys: true)
  /// List all users.
  public static let listUsers = Permission("auth.users.list", .anyRole([.admin]), keys: true)
  /// Block, unblock and verify users.
  public static let moderateUsers = Permission(
    "auth.users.moderate", .anyRole([.admin]), keys: true)
  /// Give and take roles.
  public static let assignRoles = Permission(
    "auth.users.roles", .anyRole([.admin]), keys: false)
}
