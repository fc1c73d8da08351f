import AjoTesting
import Router
import Testing
import WebTesting

/// Who may call what: the whole table of Ajo.
@Suite struct RouteTableTests {
  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    let site = try await Site()
    #expect(
      site.router.routes.listing == """
        GET   /api/ajo/wallet                    ajo.wallet.read   signed in, or a key
        GET   /api/ajo/wallet/transactions       ajo.wallet.read   signed in, or a key
        GET   /api/ajo/wallet/transactions/{id}  ajo.wallet.read   signed in, or a key
        GET   /api/ajo/wallet/statement          ajo.wallet.read   signed in, or a key
        POST  /api/ajo/wallet/transfer           ajo.wallet.spend  signed in, or a key
        """)
  }
}
