import Ajo
import Crypto
import Kernel
import Ledger
import Ports
import Router

/// `POST /wallet/transfer`
struct Transfers: Sendable {
  let wallets: WalletService
  let pins: PinPolicy
  let mount: String

  func answer(
    _ context: RequestContext, _ input: TransferInput
  ) async throws -> Reply<TransferBody> {
    let user = try context.requirePrincipal().userID
    let wish = TransferRequest(
      sender: user, recipient: input.recipient, amount: input.amount, note: input.note)
    let idempotencyKey = context.idempotency
    do {
      return reply(try await send(wish, idempotencyKey, pinToken: input.pinToken))
    } catch TransferRefusal.ledger(let refusal, replayOf: let first?) {
      // A refusal that is told again is told in the first answer's very bytes.
      let problem = Problem(.ledger(refusal, replayOf: first), to: input.recipient)
      return .replayed(
        status: problem.kind.status, body: ProblemResponse.body(problem, requestID: first),
        contentType: ProblemResponse.mediaType, headers: [("Cache-Control", "no-store")])
    } catch let refusal as TransferRefusal {
      throw Problem(refusal, to: input.recipient)
    } catch let refusal as PinRequired {
      throw Problem(refusal)
    } catch is IdempotencyKeyReused {
      throw Problem.idempotencyKeyReused
    }
  }

  /// Sends the money, with the sender's PIN token taken if they must give one. What an earlier
  /// request under the same key came to is told again without.
  private func send(
    _ wish: TransferRequest, _ idempotencyKey: IdempotencyKey?, pinToken: String?
  ) async throws -> TransferReceipt {
    let parties = try await wallets.parties(to: wish)
    guard try await pins.asks(wish.sender, hasPin: parties.payerHasPin) else {
      return try await wallets.transfer(wish, idempotencyKey: idempotencyKey, parties: parties)
    }
    if let idempotencyKey, let earlier = try await wallets.replay(of: idempotencyKey) {
      return earlier
    }
    // Told before the token is taken: all that is left then is what the ledger says, and it says
    // the same to every request that shares the claim.
    try wallets.check(wish, parties)
    let use = PinUse(
      userID: wish.sender, action: .transfer, amount: wish.amount,
      request: idempotencyKey.map { "\($0.route) \($0.key) \(Hex.encode($0.fingerprint))" })
    return try await pins.spending(
      pinToken, for: use, isRefusal: { $0 is TransferRefusal || $0 is IdempotencyKeyReused }
    ) {
      try await wallets.transfer(wish, idempotencyKey: idempotencyKey, parties: parties)
    }
  }

  private func reply(_ receipt: TransferReceipt) -> Reply<TransferBody> {
    let reply = Reply.created(
      TransferBody(receipt.movement),
      location: "\(mount)/wallet/transactions/\(receipt.movement.id)")
    return receipt.isReplay ? reply.header("Idempotency-Replayed", "true") : reply
  }
}
