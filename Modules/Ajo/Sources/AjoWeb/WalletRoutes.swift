import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// The wallet's routes, relative to where Ajo is mounted.
func walletRoutes(_ wallets: WalletService, _ transfers: TransferService) -> [Route] {
  [
    .get(
      "/wallet", permission: .readOwnWallet, summary: "Your wallet", otherStatuses: [304]
    ) { (context) -> Reply<WalletBody> in
      let wallet = try await wallets.wallet(of: context.requirePrincipal().userID)
      return Reply.ok(WalletBody(wallet)).etag(ETag("\(wallet.version)"))
    },
    .get(
      "/wallet/transactions", permission: .readOwnWallet,
      summary: "Movements in your wallet, newest first"
    ) { (context, query: TransactionQuery) in
      let found = try await wallets.transactions(
        of: context.requirePrincipal().userID, before: query.before,
        limit: query.page.rowsToRead)
      return query.page.page(
        found, cursor: { Cursor(.integer($0.sequence)) }, body: TransactionBody.init)
    },
    .get(
      "/wallet/transactions/{id}", permission: .readOwnWallet, summary: "One movement",
      otherStatuses: [304], problems: [.notFound]
    ) { (context, input: TransactionPath) -> Reply<TransactionBody> in
      let user = try context.requirePrincipal().userID
      guard let transaction = try await wallets.transaction(input.id, of: user) else {
        throw Problem(.notFound, detail: "There is no such resource.")
      }
      // What was posted never changes.
      return Reply.ok(TransactionBody(transaction)).etag(ETag(version: 1))
    },
    .post(
      "/wallet/transfer", permission: .spendOwnWallet, summary: "Send money to another user",
      status: 201, refusals: [TransferRefusal.self, PinRequired.self],
      answer: { (receipt: TransferReceipt) in
        Reply.created(
          TransferBody(receipt.movement), at: "/wallet/transactions/\(receipt.movement.id)"
        ).replayed(if: receipt.isReplay)
      }
    ) { (caller, input: TransferInput, once) in
      try await transfers.send(
        input.request(of: caller.userID), pinToken: input.pinToken, once: once)
    },
  ]
}
