import ContextKit
import Events
import HTTP
import JSON
import Kernel
import StorageTesting
import Testing
import WebTesting

/// What administrators hear of webhooks.
@Suite struct WebhookNoticeTests {
  @Test("Administrators are told once of a webhook that was disabled", arguments: Engine.allCases)
  func disabled(on engine: Engine) async throws {
    let site = try await PlatformSite(on: engine)
    let subscriber = try #require(
      site.contexts.offers[EventSubscriberOffer.self].first {
        $0.wants("platform.webhook.disabled")
      })
    let event = RelayedEvent(
      id: RelayedEvent.ID(rawValue: 7), context: "platform", type: "platform.webhook.disabled",
      aggregate: "webhook:1", number: 1, topics: [],
      data: #"{"webhook_id":"1","reason":"gone","description":"the till"}"#, at: PlatformSite.noon)
    for _ in 1...2 { try await subscriber.handle(event) }
    let told = await site.send(.get, "/api/notifications", as: "admin")
    #expect(told.items.count == 1)
    #expect(told.items.first?["event"]?.string == "platform.webhook.disabled")
    #expect(told.items.first?["body"]?.string == "the till: Its receiver says that it is gone.")
    #expect(await site.send(.get, "/api/notifications", as: "user").items.isEmpty)
  }
}
