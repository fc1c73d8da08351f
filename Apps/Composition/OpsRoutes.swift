import Databases
import HTTP
import JSON
import Kernel
import Observability
import OpenAPI
public import Router
import Synchronization

/// Whether the server takes new work.
public final class Readiness: Sendable {
  private let draining = Atomic(false)

  /// Ready until it is told otherwise.
  public init() {}

  var isDraining: Bool { draining.load(ordering: .relaxed) }

  /// Has probes told that the server ends.
  public func drain() {
    draining.store(true, ordering: .relaxed)
  }
}

extension Assembly {
  /// Every route that a server answers, in the order in which they are served.
  /// - Parameter answersRequests: whether it serves the contexts' routes, and not probes alone.
  public func allRoutes(answersRequests: Bool = true, readiness: Readiness) -> [Route] {
    let served = (answersRequests ? routes : []) + opsRoutes(self, readiness: readiness)
    return served
      + DocumentationRoutes.make(describing: served, title: "Atrium", version: Release.version)
  }
}

/// What those who run the server ask it, outside of any context. Probes and scrapes may come with
/// whatever query they like, against caches in between.
func opsRoutes(_ assembly: Assembly, readiness: Readiness) -> [Route] {
  [
    .get("/healthz", permission: .anyone, summary: "Check that the process answers") { _ in
      HealthBody(status: "ok", replicas: [])
    }
    .tagged("ops").ignoringQuery(),
    .get(
      "/readyz", permission: .anyone, summary: "Check that the server takes work",
      problems: [.unavailable]
    ) { _ in
      try await ready(assembly, readiness)
    }
    .tagged("ops").ignoringQuery(),
    .raw(
      .get, "/metrics", permission: .anyone, summary: "Read metrics in Prometheus' text format",
      mediaTypes: [MetricsRegistry.mediaType]
    ) { _ in
      assembly.measureStores()
      return text(assembly.metrics.exposition(), MetricsRegistry.mediaType)
    }
    .tagged("ops").ignoringQuery(),
  ]
}

/// Stores that answer and a server that is not draining make it ready.
private func ready(_ assembly: Assembly, _ readiness: Readiness) async throws -> HealthBody {
  guard !readiness.isDraining else {
    throw Problem(.unavailable, detail: "The server is draining.", retryAfterSeconds: 1)
  }
  if let obstacle = await assembly.obstacle() {
    throw Problem(.unavailable, detail: obstacle, retryAfterSeconds: 1)
  }
  // A replica that is away makes nothing impossible: the primary answers.
  return HealthBody(
    status: "ready",
    replicas: assembly.stores.replicas.map { ReplicaBody(replica: $0) })
}

private func text(_ bytes: [UInt8], _ mediaType: String) -> HTTPResponse {
  var headers = HTTPHeaders()
  headers.add("Content-Type", mediaType)
  return HTTPResponse(status: 200, headers: headers, body: .bytes(bytes))
}

/// The answer of the health checks.
struct HealthBody: ResponseBody {
  let status: String
  let replicas: [ReplicaBody]

  static let shape = Shape<HealthBody>(
    "Health", .string("status") { $0.status },
    .array("replicas") { $0.replicas }.when { !$0.replicas.isEmpty })
}

/// How one replica stands.
struct ReplicaBody: ResponseBody {
  let replica: ReplicaHealth

  static let shape = Shape<ReplicaBody>(
    "ReplicaHealth", .strings("contexts") { $0.replica.contexts },
    .integer("number") { $0.replica.number },
    .oneOf("state", ReplicaHealth.states) { $0.replica.state },
    .number("seconds_behind") { $0.replica.secondsBehind })
}
