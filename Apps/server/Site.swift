import Composition
import Configuration
import ContextKit
import HTTP
import Kernel
import Observability
import Router
import Serving

/// All routes behind one router, with what stands around every request.
struct Site {
  let router: Router

  init(_ assembly: Assembly, as role: ServerRole, readiness: Readiness, loops: Int) throws {
    let configuration = assembly.configuration
    let all = assembly.allRoutes(answersRequests: role.answersRequests, readiness: readiness)
    let metrics = HTTPMetrics(assembly.metrics, all)
    let log = assembly.log
    let security = SecurityHeaders(isBehindTLS: configuration[HTTPSettings.behindTLS])
    var middleware: [any Middleware] = [
      RequestMetrics { metrics.record($0) }, security,
      BusinessTimeHeader(assembly.businessClock),
      CORS(origins: configuration[HTTPSettings.corsOrigins]),
    ]
    if configuration[Settings.accessLog] {
      let requests = log.through { TurnSink($0, loops: loops) }
      middleware.insert(
        AccessLog(leavingOut: { Site.isOps($0.routePattern) }) { requests.access($0) }, at: 0)
    }
    // A rule for a route that another role serves is no mistake.
    let rates = try assembly.rateLimits(for: assembly.allRoutes(readiness: readiness))
    middleware.append(RateLimit(rates, over: all))
    var settings = RouterSettings()
    settings.refusalHeaders = security.fields
    settings.requiresIdempotencyKeys = configuration[HTTPSettings.requiresIdempotencyKeys]
    settings.longAnswers = HTTPSettings.turns(configuration)
    HTTPLoadMetrics.register(settings.longAnswers, in: assembly.metrics)
    settings.onFailure = { error, context in
      log.error(
        "a request failed",
        ["request_id": .string(context.requestID), "reason": .string("\(error)")])
    }
    settings.onUndeclared = { undeclared, context in
      log.warning(
        "a refusal is not documented",
        ["request_id": .string(context.requestID), "reason": .string("\(undeclared)")])
    }
    router = try Router(
      routes: all, authenticator: assembly.contexts.ports[AuthenticatorPort.self],
      middleware: middleware,
      clock: assembly.clock, ids: assembly.ids, settings: settings)
  }

  /// Probes and scrapes are not logged.
  static func isOps(_ path: String?) -> Bool {
    path == "/healthz" || path == "/readyz" || path == "/metrics"
  }
}

extension Logger {
  /// One line for a request.
  fileprivate func access(_ record: AccessRecord) {
    line(.info, "request") { line in
      line.add("request_id", upTo: AccessRecord.longestRequestID) { record.writeRequestID(to: $0) }
      line.add("method", record.method)
      line.add("path", record.path)
      line.add("route", record.route ?? "")
      line.add("status", Int64(record.status))
      line.add("microseconds", record.microseconds)
      line.add("user_id", upTo: UserID.longestText) { record.userID?.writeUTF8(to: $0) ?? 0 }
      line.add("remote_address", record.remoteAddress)
    }
  }
}
