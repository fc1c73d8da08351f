import Auth
import AuthTesting
import ContextKit
import Kernel
import Router
import StorageTesting
import Testing

@testable import AuthWeb

/// Who may call what: the whole table of Auth.
@Suite struct RouteTableTests {
  @Test("Below the mount every route asks for the permission that stands beside it here")
  func mounted() async throws {
    let auth = try await AuthFixture(on: .sqlite)
    let tokens = AccessTokens(
      keyring: auth.keyring, issuer: "https://test.example", audience: "atrium",
      settings: auth.settings, random: SystemRandomSource())
    let parts = AuthParts(services: auth.services, replies: SignInReplies(tokens: tokens))
    let routes =
      authRoutes(parts, below: "") + routesOverAll(AllOffers([]), auth.services, below: "")
    #expect(
      routes.listing == """
        POST    /register              auth.enter           anyone
        POST    /signup                auth.enter           anyone
        POST    /login                 auth.enter           anyone
        POST    /login/mfa             auth.enter           anyone
        POST    /refresh               auth.enter           anyone
        POST    /logout                auth.sessions.own    signed in
        GET     /me                    auth.account.read    signed in, or a key
        PATCH   /me                    auth.account.own     signed in
        DELETE  /me                    auth.account.own     signed in
        POST    /password/change       auth.account.own     signed in
        POST    /password/forgot       auth.enter           anyone
        POST    /password/reset        auth.enter           anyone
        GET     /sessions              auth.sessions.own    signed in
        GET     /sessions/{id}         auth.sessions.own    signed in
        DELETE  /sessions              auth.sessions.own    signed in
        DELETE  /sessions/{id}         auth.sessions.own    signed in
        POST    /email/verify/request  auth.account.own     signed in
        POST    /email/verify          auth.enter           anyone
        POST    /totp/setup            auth.account.own     signed in
        POST    /totp/enable           auth.account.own     signed in
        POST    /totp/disable          auth.account.own     signed in
        GET     /pin                   auth.pin.own         signed in
        POST    /pin                   auth.pin.own         signed in
        POST    /social/google         auth.enter           anyone
        POST    /social/apple          auth.enter           anyone
        POST    /social/telegram       auth.enter           anyone
        POST    /identities/google     auth.identities.own  signed in
        POST    /identities/apple      auth.identities.own  signed in
        POST    /identities/telegram   auth.identities.own  signed in
        GET     /identities            auth.identities.own  signed in
        GET     /identities/{id}       auth.identities.own  signed in
        DELETE  /identities/{id}       auth.identities.own  signed in
        GET     /api-keys              auth.api_keys.own    signed in
        POST    /api-keys              auth.api_keys.own    signed in
        GET     /api-keys/{id}         auth.api_keys.own    signed in
        PATCH   /api-keys/{id}         auth.api_keys.own    signed in
        DELETE  /api-keys/{id}         auth.api_keys.own    signed in
        GET     /me/export             auth.account.own     signed in
        POST    /pin/verify            auth.pin.own         signed in
        """)
  }

  @Test("At fixed places every route asks for the permission that stands beside it here")
  func fixed() async throws {
    let auth = try await AuthFixture(on: .sqlite)
    #expect(
      fixedAuthRoutes(auth.accounts, auth.codes, auth.keyring).listing == """
        GET     /api/users               auth.users.list               admin, or a key
        GET     /api/users/{id}          auth.account.read_own_or_any  signed in, or a key
        PUT     /api/users/{id}          auth.account.own_or_any       signed in
        PATCH   /api/users/{id}          auth.account.own_or_any       signed in
        DELETE  /api/users/{id}          auth.account.own_or_any       signed in
        PUT     /api/users/{id}/block    auth.users.moderate           admin, or a key
        PUT     /api/users/{id}/unblock  auth.users.moderate           admin, or a key
        PUT     /api/users/{id}/verify   auth.users.moderate           admin, or a key
        PUT     /api/users/{id}/roles    auth.users.roles              admin
        GET     /api/users/{id}/qr-data  auth.code.show                signed in, or a key
        POST    /api/users/qr/redeem     auth.code.scan                signed in, or a key
        GET     /.well-known/jwks.json   auth.enter                    anyone
        """)
  }
}
