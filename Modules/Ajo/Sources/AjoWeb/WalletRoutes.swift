import Ajo
import Kernel
import Ledger
import Router

/// The wallet's routes, relative to where Ajo is mounted.
func walletRoutes(_ wallets: WalletService, mount: String) -> [Route] {
  [
    .get(
      "/wallet", permission: .readOwnWallet, summary: "Your wallet"
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
      problems: [.notFound]
    ) { (context, input: TransactionPath) in
      let user = try context.requirePrincipal().userID
      guard let transaction = try await wallets.transaction(input.id, of: user) else {
        throw Problem(.notFound, detail: "There is no such resource.")
      }
      return TransactionBody(transaction)
    },
    .post(
      "/wallet/transfer", permission: .spendOwnWallet, summary: "Send money to another user",
      status: 201, idempotent: true,
      problems: [
        .notFound, .insufficientFunds, .transferToSelf, .recipientUnavailable,
        .idempotencyKeyReused,
      ]
    ) { (context, input: TransferInput) in
      try await transfer(wallets, context, input, mount: mount)
    },
  ]
}

private func transfer(
  _ wallets: WalletService, _ context: RequestContext, _ input: TransferInput, mount: String
) async throws -> Reply<TransferBody> {
  let user = try context.requirePrincipal().userID
  let wish = TransferWish(
    sender: user, recipient: input.recipient, amount: input.amount, note: input.note)
  let retryKey = context.idempotency.map {
    RetryKey(
      owner: user.rawValue, route: $0.route, key: $0.key, fingerprint: $0.fingerprint,
      requestID: context.requestID)
  }
  do {
    let receipt = try await wallets.transfer(wish, retryKey: retryKey)
    let reply = Reply.created(
      TransferBody(receipt.movement),
      location: "\(mount)/wallet/transactions/\(receipt.movement.id)")
    return receipt.isReplay ? reply.header("Idempotency-Replayed", "true") : reply
  } catch TransferRefusal.ledger(let refusal, replayOf: let first?) {
    // A refusal that is told again is told in the first answer's very bytes.
    let problem = Problem(.ledger(refusal, replayOf: first))
    return .replayed(
      status: problem.kind.status, body: ProblemResponse.body(problem, requestID: first),
      contentType: ProblemResponse.mediaType, headers: [("Cache-Control", "no-store")])
  } catch let refusal as TransferRefusal {
    throw Problem(refusal)
  } catch is RetryKeyReused {
    throw Problem(.idempotencyKeyReused)
  }
}
