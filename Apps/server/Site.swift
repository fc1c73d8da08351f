import Composition
import Configuration
import ContextKit
import HTTP
import Kernel
import Observability
import OpenAPI
import Router

/// All routes behind one router, with what stands around every request.
struct Site {
  let router: Router

  init(_ product: Product, readiness: Readiness) throws {
    let configuration = product.configuration
    let served = product.routes + opsRoutes(product, readiness: readiness)
    let all =
      served
      + DocumentationRoutes.make(describing: served, title: "Atrium", version: Product.version)
    let metrics = HTTPMetrics(product.metrics, all)
    let log = product.log
    let security = SecurityHeaders(isBehindTLS: configuration[HTTPSettings.behindTLS])
    var middleware: [any Middleware] = [
      RequestMetrics { metrics.record($0) }, security,
      CORS(origins: configuration[HTTPSettings.corsOrigins]),
    ]
    if configuration[Settings.accessLog] {
      middleware.insert(
        AccessLog(leavingOut: { Site.isOps($0.routePattern) }) { log.access($0) }, at: 0)
    }
    middleware.append(RateLimit(try product.rateLimits(for: all), over: all))
    var settings = RouterSettings()
    settings.refusalHeaders = security.fields
    settings.requiresIdempotencyKeys = configuration[HTTPSettings.requiresIdempotencyKeys]
    settings.onFailure = { error, context in
      log.error(
        "a request failed",
        ["request_id": .string(context.requestID), "reason": .string("\(error)")])
    }
    router = try Router(
      routes: all, authenticator: product.ports.authenticator, middleware: middleware,
      clock: product.clock, ids: product.ids, settings: settings)
  }

  /// Probes and scrapes are not logged.
  static func isOps(_ path: String?) -> Bool {
    path == "/healthz" || path == "/readyz" || path == "/metrics"
  }
}

extension Logger {
  /// One line for a request.
  fileprivate func access(_ record: AccessRecord) {
    info(
      "request",
      [
        "request_id": .string(record.requestID), "method": .string(record.method),
        "path": .string(record.path), "route": .string(record.route ?? ""),
        "status": LogValue(record.status), "microseconds": LogValue(record.microseconds),
        "user_id": .string(record.userID?.description ?? ""),
        "remote_address": .string(record.remoteAddress),
      ])
  }
}
