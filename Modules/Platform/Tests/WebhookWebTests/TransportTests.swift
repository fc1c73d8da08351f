import Curl
import EventLoop
import HTTP
import Kernel
import KernelTesting
import LedgerTesting
import Observability
import Ports
import Synchronization
import Testing
import WebTesting
import Webhooks
import WorkTesting

@testable import PlatformWeb

/// Deliveries over HTTP to a server of our own.
@Suite(.timeLimit(.minutes(30))) struct TransportTests {
  /// A receiver on this machine.
  private final class Receiver: HTTPHandler {
    let seen = Mutex<[(path: String, headers: HTTPHeaders, body: [UInt8])]>([])

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      let body = (try? await request.body.collect()) ?? []
      seen.withLock { $0.append((request.target, request.headers, body)) }
      switch request.target {
      case "/away": return HTTPResponse(status: 307, headers: ["Location": "/taken"])
      case "/gone": return HTTPResponse(status: 410)
      default: return HTTPResponse(status: 204)
      }
    }
  }

  private struct Place {
    let receiver = Receiver()
    let group: EventLoopGroup
    let client: HTTPClient
    let address: ListeningAddress

    init() throws {
      group = try EventLoopGroup(count: 1)
      client = HTTPClient(
        on: group.next(), clock: FixedClock(Instant(milliseconds: 0)), random: SeededRandom(),
        metrics: MetricsRegistry(process: false))
      address = try HTTPServer(
        configuration: HTTPServerConfiguration(port: 0), group: group, handler: receiver
      ).start()
    }

    /// Sends a webhook at a path a test event, once.
    func deliver(
      _ site: Site<WebhookDesk>, to path: String, _ addresses: AddressPolicy
    ) async throws -> WebhookDelivery {
      let webhook = try await site.webhook("http://\(address)\(path)")
      let id = try #require(webhook["id"].flatMap { Webhook.ID($0) })
      let service = site.fixture.service
      let delivery = try await service.test(id, by: .operatorConsole)
      _ = try await site.fixture.sender(client, addresses).attempt(delivery.id)
      return try #require(try await service.deliveries(of: id, before: nil, limit: 1).first)
    }
  }

  @Test("A receiver gets the event with the three fields of Standard Webhooks")
  func request() async throws {
    let (site, place) = (try await Site(.any), try Place())
    let delivery = try await place.deliver(site, to: "/taken", .any)
    #expect(delivery.state == .succeeded && delivery.attempts.map(\.status) == [204])
    let (_, headers, body) = try #require(place.receiver.seen.withLock { $0.first })
    #expect(headers["webhook-id"] == "\(delivery.eventID)")
    #expect(headers["webhook-timestamp"] == "\(site.fixture.fixture.ledger.clock.now().seconds)")
    #expect(headers["webhook-signature"]?.hasPrefix("v1,") == true)
    #expect(headers["Content-Type"] == "application/json")
    #expect(String(decoding: body, as: UTF8.self).contains("\"type\":\"platform.webhook.test\""))
    place.group.shutdown()
  }

  @Test("A redirect is no success and is not followed; 410 disables")
  func statuses() async throws {
    let (site, place) = (try await Site(.any), try Place())
    let away = try await place.deliver(site, to: "/away", .any)
    #expect(away.state == .pending && away.attempts.map(\.status) == [307])
    let gone = try await place.deliver(site, to: "/gone", .any)
    #expect(gone.state == .failed)
    #expect(place.receiver.seen.withLock { $0.map(\.path) } == ["/away", "/gone"])
    let webhook = try await site.fixture.service.webhook(gone.webhookID)
    #expect(webhook.disabledReason == .gone)
    place.group.shutdown()
  }

  @Test("An address that turns out to be private is not connected to, and the attempt says so")
  func privateAddress() async throws {
    let (site, place) = (try await Site(.any), try Place())
    let delivery = try await place.deliver(site, to: "/taken", .publicOnly)
    #expect(delivery.state == .pending)
    #expect(delivery.attempts.map(\.error) == ["the address is not public"])
    #expect(place.receiver.seen.withLock { $0.isEmpty })
    place.group.shutdown()
  }
}
