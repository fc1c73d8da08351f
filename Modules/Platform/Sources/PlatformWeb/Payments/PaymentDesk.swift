import ContextKit
import Kernel
import Payments
import PlatformSQL
import Ports

/// What payment providers told, of every database, for administrators.
struct PaymentDesk: Sendable {
  private let stores: [SharedStore]
  private let ids: any IDSource
  private let keeper: any SecretKeeper

  init(_ stores: [SharedStore], ids: any IDSource, keeper: any SecretKeeper) {
    self.stores = stores
    self.ids = ids
    self.keeper = keeper
  }

  /// Up to `limit` webhooks with ids below `before`, newest first.
  func webhooks(before: ReceivedWebhook.ID?, limit: Int) async throws -> [ReceivedWebhook] {
    try await MergedList(stores) { $0.id > $1.id }.first(limit) { store, limit in
      try await inbox(in: store).webhooks(before: before, limit: limit)
    }
  }

  /// A webhook.
  /// - Throws: `ReplayRefusal.notFound`, or the store's error.
  func webhook(_ id: ReceivedWebhook.ID) async throws -> ReceivedWebhook {
    try await find(id).webhook
  }

  /// Has a context act on a webhook again.
  /// - Throws: `ReplayRefusal`, or the store's error.
  func replay(_ id: ReceivedWebhook.ID, by actor: Actor) async throws -> ReceivedWebhook {
    let (store, known) = try await find(id)
    return try await inbox(in: store, of: known.context)
      .replay(id, delivery: ids.make(), by: actor)
  }

  private func find(
    _ id: ReceivedWebhook.ID
  ) async throws -> (store: SharedStore, webhook: ReceivedWebhook) {
    for store in stores {
      if let found = try await inbox(in: store).webhook(id) { return (store, found) }
    }
    throw ReplayRefusal.notFound
  }

  private func inbox(
    in store: SharedStore, of context: String = "platform"
  ) -> SQLPaymentInbox {
    SQLPaymentInbox(work: store.store.work(of: context), context: context, keeper: keeper)
  }
}
